"""Captions in edit decision lists."""

from __future__ import annotations

import pytest

from app.captions import CaptionError, load
from app.captions.conversion.convert import ConvertRequest
from app.captions.conversion.read import read_source

EVENT = "{:03}  AX       V     C        00:00:00:00 00:00:02:00 01:00:{:02}:00 01:00:{:02}:12\n"
SAMPLE = f"TITLE: My film\nFCM: NON-DROP FRAME\n\n{EVENT.format(1, 1, 3)}* COMMENT: Hello there\n".encode()


def said(text: str) -> list[tuple[float, float, str]]:
    request = ConvertRequest(file_name="a.edl", source_frame_rate="25")
    cues = read_source(text.encode(), request).document.cues
    return [(cue.start / 90_000_000, cue.end / 90_000_000, cue.text) for cue in cues]


@pytest.mark.parametrize(
    "line",
    ["* COMMENT: Hello there", "*COMMENT: Hello there", "* Hello there", "* FROM CLIP NAME: Hello there"],
)
def test_words_below_an_event(line: str) -> None:
    text = f"TITLE: x\n\n{EVENT.format(1, 1, 3)}{line}\n\n{EVENT.format(2, 5, 6)}* FROM CLIP NAME:  And you\n"
    assert said(text)[0] == (3601.0, 3603.48, "Hello there")


@pytest.mark.parametrize(("counting", "start"), [("NON-DROP FRAME", 3603.6), ("DROP FRAME", 3599.9964)])
def test_the_list_says_how_its_frames_are_counted(counting: str, start: float) -> None:
    event = EVENT.format(1, 0, 3).replace("01:00:03:12", "01:01:00:12")
    text = f"TITLE: x\nFCM: {counting}\n\n{event}* COMMENT: Hello\n"
    assert load(text.encode(), "a.edl").cues[0].start / 90_000_000 == pytest.approx(start)


@pytest.mark.parametrize(
    "line",
    [
        "AUD   3    4",
        "EFFECTS NAME IS CROSS DISSOLVE",
        "* AUDIO LEVEL AT 01:00:00:00 IS -0.00 DB  (REEL AX A1)",
        "* OPACITY LEVEL AT 01:00:00:00 IS 100%",
        "* FROM CLIP IS A STILL",
        "* FROM FILE: c.mov",
        "* SCENE: 12",
        "* ASC_SAT 1.0",
    ],
)
def test_what_tells_of_the_picture_is_no_caption(line: str) -> None:
    text = f"{EVENT.format(1, 1, 3)}{line}\n* COMMENT: Hello\n{line}\n"
    assert said(text) == [(3601.0, 3603.48, "Hello")]


@pytest.mark.parametrize(
    "line", ["* COMMENT: Scene: a yard", "* Scene a yard", "Split the bill", "Title deeds"]
)
def test_words_are_kept_that_only_look_like_that(line: str) -> None:
    ((_, _, words),) = said(f"{EVENT.format(1, 1, 3)}{line}\n")
    assert line.endswith(words)


def test_two_lines_are_one_caption_and_a_gap_is_none() -> None:
    text = f"{EVENT.format(1, 0, 1).replace('AX', 'BL')}{EVENT.format(2, 1, 3)}First line\nsecond line\n"
    assert said(text) == [(3601.0, 3603.48, "First line\nsecond line")]


def test_locators_and_markers_have_their_own_times() -> None:
    text = (
        f"{EVENT.format(1, 1, 3)}* FROM CLIP NAME: A001.mov\n* LOC: 01:00:02:00 RED     Listen\n"
        f"{EVENT.format(2, 5, 5)} |C:ResolveColorBlue |M:Look here |D:50\n"
    )
    assert said(text) == [(3602.0, 3603.0, "Listen"), (3605.0, 3607.0, "Look here")]


def test_names_that_are_left_out_are_told() -> None:
    text = f"{EVENT.format(1, 1, 3)}* FROM CLIP NAME: A001.mov\n* COMMENT: Words\n"
    issues = load(text.encode(), "a.edl").issues
    assert {issue.code for issue in issues} == {"not_kept", "frame_rate_assumed"}


@pytest.mark.parametrize("name", ["A001C003_200101.mov", "INTERVIEW_2", "Scene 3 take 2.mxf"])
def test_a_list_of_cuts_is_no_captions(name: str) -> None:
    text = f"TITLE: x\n{EVENT.format(1, 1, 3)}* FROM CLIP NAME: {name}\n* SOURCE FILE: {name}\n"
    with pytest.raises(CaptionError) as caught:
        load(text.encode(), "a.edl")
    assert (caught.value.code, "name clips" in caught.value.message) == ("no_cues", True)


@pytest.mark.parametrize("line", ["|M:" * 100_000, "* " + " " * 300_000 + "x", "001 " * 100_000])
def test_long_lines_end_quickly(line: str) -> None:
    assert said(f"{EVENT.format(1, 1, 3)}* Hello\n{line}\n")[0][2].startswith("Hello")


def test_the_title_is_kept() -> None:
    assert load(SAMPLE, "a.edl").title == "My film"
