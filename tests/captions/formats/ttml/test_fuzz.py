"""Mutilated TTML: nothing but CaptionError comes out, and what is read can be written."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats.ttml import dialects
from app.captions.formats.ttml.reader import read
from app.captions.formats.ttml.writer import write
from app.captions.model.losses import Losses
from app.core.errors import CaptionError
from tests.support.examples import examples

SEED = (Path(__file__).parents[3] / "data" / "ttml" / "everything.ttml").read_text(encoding="utf-8")
_MARKUP = '< > " & &#0; </p> <p> <br/> ]]> <![CDATA[ <!-- <? \x00 é \ud800 xml: tts:'
_VALUES = "-1 0 99999999 100% rgba(1,2,3) s r indefinite 1s seq none"
_PIECES = st.sampled_from(["", " ", *_MARKUP.split(), *_VALUES.split()])


@examples(250)
@given(st.lists(st.tuples(st.integers(0, len(SEED)), st.integers(0, 12), _PIECES), min_size=1, max_size=6))
def test_edited_files(edits: list[tuple[int, int, str]]) -> None:
    text = SEED
    for at, length, piece in edits:
        text = text[:at] + piece + text[at + length :]
    _read_and_write(text)


@examples(100)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    _read_and_write(text)
    _read_and_write(f"<tt><body><div><p begin='{text}' style='{text}'>{text}</p></div></body></tt>")


def _read_and_write(text: str) -> None:
    try:
        document = read(text)
    except CaptionError as error:
        problem = error
    else:
        for dialect in (dialects.TTML, dialects.EBU_TT_D, dialects.ITT):
            written = read(write(document, dialect, "ticks", "", Losses()))
            assert [cue.text for cue in written.cues] == [cue.text for cue in document.cues]
        return
    assert problem.code
    assert problem.hint
    assert problem.extra["rejected"]
