"""Spruce STL."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given

from app.captions.formats import spruce
from app.captions.formats.base import Head
from app.captions.model.document import PLAIN, Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.model.numpad import from_numpad
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError
from tests.support.captions.documents import LETTERS, documents, options_for, runs, seen
from tests.support.programs import program

ITALIC, BOLD, UNDERLINE = Style(italic=True), Style(bold=True), Style(underline=True)
R25 = parse_rate("25")
MANUAL = """$FontName = Arial
$FontSize = 65
//The following subtitles are for scene one.
00:00:12:04 , 00:00:14:12 , Lemurs are the bullies of the wild.
$VertAlign = Top
$Italic = True
00:00:16:14\t,\t00:00:19:08\t,\tHere we see ^Ithem|bring down^I a moose.
$ColorIndex1 = 3
00:00:20:00,00:00:21:00,^Bbold^B ^Uunder^U
"""


def read(text: str) -> Document:
    return spruce.read(text, {"frame_rate": R25.fps, "drop_frame": False})


def test_the_manuals_example() -> None:
    document = read(MANUAL)
    assert [(c.start, c.end) for c in document.cues] == [
        (ticks("12.16"), ticks("14.48")),
        (ticks("16.56"), ticks("19.32")),
        (ticks("20"), ticks("21")),
    ]
    assert document.comments == ["The following subtitles are for scene one."]
    assert document.extras == {"spruce-stl": {"commands": ["FontName = Arial", "FontSize = 65"]}}
    assert document.cues[0].runs == [Run("Lemurs are the bullies of the wild.")]
    assert document.cues[1].runs == [
        Run("Here we see ", ITALIC), Run("them\nbring down"), Run(" a moose.", ITALIC)
    ]  # fmt: skip
    assert document.cues[1].placement == Placement(anchor="top")
    assert document.cues[2].extras == {"spruce-stl": {"commands": ["ColorIndex1 = 3"]}}
    assert document.frame_rate == 25


def test_what_was_kept_is_written_back() -> None:
    document = read(MANUAL)
    losses = Losses()
    again = read(spruce.write(document, {}, losses))
    assert again == document
    assert losses.as_list() == []


def test_drop_frame_is_seen_in_the_file() -> None:
    document = spruce.read("00:01:00;02,00:01:01;00,x", {"frame_rate": parse_rate("30").fps})
    assert document.drop_frame
    assert document.cues[0].start == ticks("60.06")


@pytest.mark.parametrize("layout", ["tabs", "spaces", "compact"])
@given(
    document=documents(
        rate=R25,
        text=runs((PLAIN, ITALIC, BOLD, UNDERLINE, Style(italic=True, bold=True)), LETTERS),
        placements=[from_numpad(n) for n in range(1, 10)],
        overlapping=True,
    )
)
def test_round_trip(layout: str, document: Document) -> None:
    written = spruce.write(document, {"layout": layout}, Losses())
    assert seen(spruce.read(written, options_for(document))) == seen(document)


def test_commands_in_the_text_are_recorded() -> None:
    losses = Losses()
    written = spruce.write(Document([Cue(0, ticks(1), [Run("a|b ^Bc")], speaker="A")]), {}, losses)
    assert written.endswith("a¦b ^ Bc\n")
    assert set(losses.kinds) == {"character", "speaker"}
    assert spruce.read(written, {}).cues[0].text == "a¦b ^ Bc"


def test_styles_and_places_it_cannot_hold_are_recorded() -> None:
    losses = Losses()
    cue = Cue(0, ticks(1), [Run("x", Style(color="#ff0000", ruby="y"))], placement=Placement(line=12.5))
    spruce.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"color", "ruby", "placement"}


def test_a_frame_the_rate_does_not_have_names_the_line() -> None:
    with pytest.raises(CaptionError) as caught:
        read("//x\n00:00:00:25,00:00:01:00,x")
    assert caught.value.code == "invalid_timecode"
    assert caught.value.message.startswith("Line 2:")
    assert "source_frameRate" in caught.value.hint


def test_rubbish_lines_are_reported() -> None:
    document = read("hello\n00:00:00:00,00:00:01:00,x\n")
    assert [issue.code for issue in document.issues] == ["unreadable_line"]


def test_detection() -> None:
    assert spruce.sniff(Head(b"", MANUAL)) > 0.9
    assert spruce.sniff(Head(b"", "1\n00:00:01,000 --> 00:00:02,000\nx\n")) == 0


def test_ffmpeg_reads_it(tmp_path: Path) -> None:
    document = Document([Cue(ticks(1), ticks(2), [Run("one\ntwo")]), Cue(ticks(3), ticks(4), [Run("three")])])
    document.frame_rate = R25.fps
    path = tmp_path / "x.stl"
    path.write_text(spruce.write(document, {"layout": "spaces"}, Losses()))
    command = [program("ffmpeg"), "-v", "error", "-f", "stl", "-i", str(path), "-f", "srt", "-"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    assert "00:00:01,000 --> 00:00:02,000\none\ntwo" in shown
    assert "00:00:03,000 --> 00:00:04,000\nthree" in shown
