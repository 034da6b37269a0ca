"""RTF transcripts, read back by striprtf."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from striprtf.striprtf import rtf_to_text

from app.captions.formats import rtf
from app.captions.formats.shared.loose_times import TimeWriter
from app.captions.model.document import PLAIN, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from tests.support.captions.documents import documents, runs
from tests.support.examples import examples

STYLES = (
    PLAIN,
    Style(italic=True, bold=True),
    Style(color="#12ab80", underline=True),
    Style(background="#ffff00"),
)


@examples(30)
@given(documents(text=runs(STYLES), speakers=[None, "ANN", "{B}"], overlapping=True))
def test_another_reader_sees_the_same_words(document: Document) -> None:
    written = rtf.write(document, {}, Losses())
    assert written.isascii()
    groups = re.sub(r"\\[\\{}]", "", written)
    assert groups.count("{") == groups.count("}")
    writer = TimeWriter(document, {})
    wanted = [
        f"[{writer.one(c.start)} - {writer.one(c.end)}] {f'{c.speaker}: ' if c.speaker else ''}{c.text}"
        for c in document.cues
    ]
    seen = rtf_to_text(written).encode("utf-16", "surrogatepass").decode("utf-16")
    assert seen.strip() == "\n".join(wanted).strip()


def test_how_it_looks() -> None:
    cue = Cue(
        ticks(1), ticks(2), [Run("a\\b {c}\n"), Run("é🎵", Style(bold=True, color="#ff0000"))], speaker="ANN"
    )
    written = rtf.write(Document([cue], title="T"), {"end_times": False}, Losses())
    words = "a\\\\b \\{c\\}\\line {\\b\\cf2 \\u233?\\u-10180?\\u-8267?}"
    assert written.splitlines()[2] == f"\\pard\\sa120 {{\\cf1 [00:00:01.000]}} {{\\b ANN:}} {words}\\par"
    assert "{\\colortbl;\\red102\\green102\\blue102;\\red255\\green0\\blue0;}" in written
    assert "{\\title T}" in written


@pytest.mark.parametrize(
    ("cue", "kinds"),
    [
        (Cue(0, 1, [Run("x", Style(ruby="y"))]), {"ruby"}),
        (Cue(0, 1, [Run("x")], placement=Placement(line=1)), {"placement"}),
        (Cue(0, 1, [Run("x\x07")]), set()),
    ],
)
def test_what_it_cannot_hold_is_recorded(cue: Cue, kinds: set[str]) -> None:
    losses = Losses()
    written = rtf.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == kinds
    assert ("\\u-3?" in written) == ("\x07" in cue.text)
