"""RTF transcripts, read back by striprtf."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from striprtf.striprtf import rtf_to_text

from app.captions import load
from app.captions.formats.rtf.reader import read
from app.captions.formats.rtf.writer import write
from app.captions.formats.shared.loose_times import TimeWriter
from app.captions.model.document import PLAIN, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.core.errors import CaptionError
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
    written = write(document, {}, Losses())
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
    written = write(Document([cue], title="T"), {"end_times": False}, Losses())
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
    written = write(Document([cue]), {}, losses)
    assert set(losses.kinds) == kinds
    assert ("\\u-3?" in written) == ("\x07" in cue.text)


MAC = (
    "{\\rtf1\\ansi\\ansicpg1252\\cocoartf2639\n{\\fonttbl\\f0\\fswiss\\fcharset0 Helvetica;"
    "\\f1\\fnil\\fcharset204 Arial;}\n{\\colortbl;\\red255\\green255\\blue255;}\n{\\*\\expandedcolortbl;;}\n"
    "\\f0\\fs24 \\cf0 1\\\n00:00:01,000 --> 00:00:02,000\\\nHello \\i world\\i0\\\n\\\n2\\\n"
    "00:00:03,000 --> 00:00:04,500\\\nCaf\\'e9 \\u8364? \\{x\\} {\\f1 \\'c4\\'e0}\\\n}"
)


def test_subrip_that_a_word_processor_saved() -> None:
    document = load(MAC.encode(), "a.srt")
    assert [(cue.start, cue.end, cue.text) for cue in document.cues] == [
        (ticks(1), ticks(2), "Hello world"),
        (ticks(3), ticks("4.5"), "Café € {x} Да"),
    ]
    assert [run.style.italic for run in document.cues[0].runs] == [False, True]
    assert not document.issues


BOLD = "\\b {0}\\par {1}\\b0\\par Hello \\i world\\i0\\par\\par\\b {2}\\par {3}\\b0\\par Bye\\par"
ALL = "\\i {0}\\par {1}\\par Hello world\\par\\par {2}\\par {3}\\par Bye\\par"
GROUPS = "{{\\b {0}}}\\par {{\\b {1}}}\\par Hello world\\par\\par {{\\ul {2}}}\\par {{\\b {3}}}\\par Bye"


@pytest.mark.parametrize(
    ("rtf", "italic"), [(BOLD, [False, True, False]), (ALL, [True, True]), (GROUPS, [False, False])]
)
def test_numbers_and_times_in_bold_are_no_words(rtf: str, italic: list[bool]) -> None:
    times = ("1", "00:00:01,000 --> 00:00:02,000", "2", "00:00:03,000 --> 00:00:04,500")
    text = "{\\rtf1 " + rtf.format(*times) + "}"
    document = load(text.encode(), "a.rtf")
    assert [(cue.start, cue.text) for cue in document.cues] == [(ticks(1), "Hello world"), (ticks(3), "Bye")]
    assert [run.style.italic for cue in document.cues for run in cue.runs] == italic
    assert not document.issues


@examples(30)
@given(documents(text=runs((PLAIN,)), speakers=[None, "ANN"], overlapping=True))
def test_what_was_written_is_read_again(document: Document) -> None:
    written = write(document, {}, Losses())
    shown = [cue for cue in document.cues if cue.text.strip()]
    if not shown:
        return
    again = read(written, {"speakers": False}).cues
    assert [(cue.start, cue.end) for cue in again] == [(cue.start, cue.end) for cue in document.cues]


def test_styles_of_a_transcript_are_told_to_be_left() -> None:
    document = read("{\\rtf1 [00:00:01.000] {\\b ANN:} Hello\\par [00:00:03.000] Bye\\par}", {})
    assert [(cue.speaker, cue.text) for cue in document.cues] == [("ANN", "Hello"), (None, "Bye")]
    assert [issue.code for issue in document.issues] == ["not_kept"]


@given(st.text("\\{}'*abcdefghiu0123456789- \n;\u00e9", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(CaptionError):
        read("{\\rtf1 " + text, {})


@pytest.mark.slow
@pytest.mark.parametrize("part", ["{", "}", "\\", "\\'", "{\\*", "\\u1", "\\b{", "\\uc99999999 ", "\t"])
def test_deep_and_long_documents_end_quickly(part: str) -> None:
    with pytest.raises(CaptionError):
        read("{\\rtf1 " + part * 50_000, {})


def test_what_is_hidden_or_deleted_is_no_caption_and_told() -> None:
    lines = r"{\v secret }Hi{\deleted old} there", r"\v hid\v0 Bye"
    body = r"\par ".join(f"00:00:0{2 * n + 1} - 00:00:0{2 * n + 2} {line}" for n, line in enumerate(lines))
    document = read(rf"{{\rtf1\ansi {body}}}", {})
    assert [cue.text for cue in document.cues] == ["Hi there", "Bye"]
    (issue,) = [issue for issue in document.issues if issue.code == "hidden_text"]
    assert "secret oldhid" in issue.message
