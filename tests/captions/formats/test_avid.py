"""Avid DS and Avid SubCap."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from app.captions.formats import avid
from app.captions.formats.base import Head
from app.captions.model.document import Cue, Document, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.text_io.text_file import to_bytes
from app.captions.timecode.smpte import parse_rate
from tests.support.captions.documents import LETTERS, documents, options_for, seen

R25, DF = parse_rate("25"), parse_rate("29.97 DF")
SAMPLE = """@ This file written with the Avid Caption plugin, version 1
@ Episode 4

font Arial
<begin subtitles>
10:00:00:05 10:00:04:04
Today we’re gonna make one
of my favorite dishes

10:00:04:04 10:00:10:03
Curry

<end subtitles>
rubbish after the end
"""


def read(text: str, **more: Any) -> Document:
    return avid.read(text, {"frame_rate": R25.fps, **more})


def test_a_real_looking_file() -> None:
    document = read(SAMPLE)
    assert [(c.start, c.text) for c in document.cues] == [
        (ticks("36000.2"), "Today we’re gonna make one\nof my favorite dishes"),
        (ticks("36004.16"), "Curry"),
    ]
    assert document.comments == ["Episode 4"]
    assert document.extras == {"avid-ds": {"header": ["font Arial"]}}
    assert read(avid.write(document, {}, Losses())) == document


def test_variants_of_the_grammar() -> None:
    document = read("< Begin Subtitles >\r\n\r\n00:00:01:00\t00:00:02:00\tOn one line\r\nand more\r\n")
    assert document.cues[0].text == "On one line\nand more"


@given(documents(rate=DF, overlapping=True))
def test_round_trip(document: Document) -> None:
    assert seen(avid.read(avid.write(document, {}, Losses()), options_for(document))) == seen(document)


@given(documents(rate=R25))
def test_subcap_round_trip(document: Document) -> None:
    written = avid.write_subcap(document, {}, Losses())
    assert seen(avid.read(written, options_for(document))) == seen(document)


def test_subcap_is_written_in_utf_16() -> None:
    subcap = next(caption_format for caption_format in avid.FORMATS if caption_format.id == "avid-subcap")
    options = {option.name: option.default for option in subcap.encode_options}
    assert to_bytes("x", options, Losses()) == "x".encode("utf-16")


def test_subcap_never_overlaps() -> None:
    losses = Losses()
    cues = [
        Cue(ticks(1), ticks(5), [Run("long")]),
        Cue(ticks(2), ticks(3), [Run("hidden")]),
        Cue(ticks(2), ticks(4), [Run("last")]),
    ]
    document = Document(cues, frame_rate=R25.fps)
    back = read(avid.write_subcap(document, {}, losses))
    assert [(c.start, c.end, c.text) for c in back.cues] == [
        (ticks(1), ticks(2), "long"),
        (ticks(2), ticks(4), "last"),
    ]
    assert losses.kinds["overlap"].count == 2


def test_what_it_cannot_hold_is_recorded() -> None:
    losses = Losses()
    cue = Cue(0, ticks(1), [Run("@x\n\n00:00:01:00 00:00:02:00", Style(bold=True))], speaker="A")
    written = avid.write(Document([cue], frame_rate=R25.fps), {}, losses)
    assert {kind: loss.count for kind, loss in losses.kinds.items()} == {
        "bold": 1, "speaker": 1, "blank_line": 1, "character": 2
    }  # fmt: skip
    assert read(written).cues[0].text == "\u00a0@x\n\u00a000:00:01:00 00:00:02:00"


def test_detection() -> None:
    text = SAMPLE.encode("utf-16")
    assert avid.sniff(Head(b"", SAMPLE)) == 1.0
    assert avid.sniff_subcap(Head(text, SAMPLE)) == 1.0
    assert avid.sniff(Head(b"", "1\n00:00:01,000 --> 00:00:02,000\nx\n")) == 0
    assert avid.sniff(Head(b"", LETTERS)) == 0
