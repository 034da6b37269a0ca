"""Line ends that text files do not have: those of word processors, of editors for film, of old systems."""

import pytest

from app.captions import load, save

SRT = "1\n00:00:01,000 --> 00:00:02,000\nOne{}two\n\n2\n00:00:03,000 --> 00:00:04,000\nThree\n"


def cues(text, name="a.srt"):
    return [cue.text for cue in load(text.encode(), name).cues]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x0b", "\x0c", "\u2028\n", "\u2028\r\n"])
def test_a_mark_inside_a_caption_breaks_its_line(mark):
    assert cues(SRT.format(mark)) == ["One\ntwo", "Three"]
    assert cues("WEBVTT\n\n" + SRT.replace(",", ".").format(mark), "a.vtt") == ["One\ntwo", "Three"]


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x1e", "\r", "\r\n", "\r\r\n"])
def test_a_file_of_nothing_but_other_line_ends(end):
    assert cues(SRT.format(" ").replace("\n", end)) == ["One two", "Three"]


def test_marks_in_one_line_formats_do_not_break_their_lines():
    assert cues("{25}{50}One\u2028two\n{75}{99}Three\n", "a.sub") == ["One\ntwo", "Three"]
    table = "Start,End,Text\n00:00:01.000,00:00:02.000,One\u2028two\n00:00:03.000,00:00:04.000,Three\n"
    assert cues(table, "a.csv") == ["One\ntwo", "Three"]


def test_a_next_line_among_other_line_ends_is_no_line_end():
    assert cues(SRT.format("\x85")) == ["One\x85two", "Three"]


def test_our_own_project_keeps_them():
    project = save(load(SRT.format(" ").encode()), "cuedeck-project").replace(
        b"One two", "One\u2028two".encode()
    )
    assert load(project).cues[0].text == "One\u2028two"
