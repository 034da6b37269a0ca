"""Transcripts with timecodes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.conversion.inspect import inspect
from app.captions.formats import timed_transcript as timed
from app.captions.formats.base import Head
from app.captions.model.document import Cue, Document, Placement, Run, Style, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from app.core.errors import CaptionError
from tests.support.captions.documents import LETTERS, documents, options_for, runs, seen

R25 = {"frame_rate": parse_rate("25").fps}
SAMPLES = [
    "[00:00:01.000 - 00:00:02.500] ANN: Hello\n\n[00:00:03] BOB: Bye\nand on\n",
    "My interview\n\n(0:01 - 0:02.5) ANN: Hello\n(0:03) BOB: Bye\nand on",
    "00:00:01 --> 00:00:02,5\nANN: Hello\n00:00:03\nBOB: Bye\n\nand on\n",
    "00:00:01:00 to 00:00:02:12\tAnn: Hello\n00:00:03:00\tBob: Bye\nand on\n",
]


@pytest.mark.parametrize("text", SAMPLES)
def test_transcripts_people_make(text: str) -> None:
    document = timed.read(text, R25)
    assert [(c.start, c.text) for c in document.cues] == [(ticks(1), "Hello"), (ticks(3), "Bye\nand on")]
    assert [str(c.speaker).upper() for c in document.cues] == ["ANN", "BOB"]
    assert ticks("2.4") < document.cues[0].end <= ticks("2.5")
    assert document.cues[1].end == ticks(4), "the last one is shown as long as it takes to read"
    assert timed.sniff(Head(b"", text)) > 0.4


def test_the_time_may_stand_after_the_name() -> None:
    document = timed.read("Ann Smith  0:01\nHello at 10:30\n\nBOB (0:03):\nBye\n", {})
    assert [(c.speaker, c.start, c.text) for c in document.cues] == [
        ("Ann Smith", ticks(1), "Hello at 10:30"),
        ("BOB", ticks(3), "Bye"),
    ]


def test_a_time_without_brackets_is_a_word_where_times_have_them() -> None:
    document = timed.read("[0:01] We meet\n10:30 sharp\n[0:05] Fine\n", {})
    assert [c.text for c in document.cues] == ["We meet\n10:30 sharp", "Fine"]


def test_what_is_no_name_stays_text() -> None:
    assert timed.read("[0:01] he said: hello", {}).cues[0].text == "he said: hello"
    assert timed.read("[0:01] ANN: hello", {"speakers": False}).cues[0].text == "ANN: hello"


@pytest.mark.parametrize("form", ["clock", "timecode"])
@given(st.data())
def test_round_trip(form: str, data: st.DataObject) -> None:
    rate = parse_rate("25")
    text = runs((Style(),), LETTERS.replace(":", ""))
    document = data.draw(documents(rate=rate, text=text, speakers=[None, "ANN", "Mr Bo"], overlapping=True))
    if not document.cues:
        return
    written = timed.write(document, {"time_format": form}, Losses())
    assert seen(timed.read(written, options_for(document))) == seen(document)


@pytest.mark.parametrize("text", ["- Hello\n- You too", "-", ": x", "–"])
def test_the_dash_of_a_dialogue_is_text(text: str) -> None:
    document = Document([Cue(ticks(1), ticks(2), [Run(text)])])
    assert timed.read(timed.write(document, {}, Losses()), {}).cues[0].text == text


@pytest.mark.parametrize("mark", [":", " -", "-", ""])
def test_what_follows_a_time(mark: str) -> None:
    assert timed.read(f"0:01{mark} Hello", {}).cues[0].text == "Hello"


def test_without_ends_they_are_recorded_as_lost() -> None:
    losses = Losses()
    document = Document([Cue(ticks(1), ticks(2), [Run("a")])])
    assert timed.write(document, {"end_times": False}, losses) == "[00:00:01.000] a\n"
    assert set(losses.kinds) == {"end_times"}


def test_what_it_cannot_hold_is_recorded() -> None:
    losses = Losses()
    cue = Cue(0, ticks(1), [Run("a\n\n[0:02] b", Style(bold=True))], placement=Placement(line=1))
    written = timed.write(Document([cue]), {}, losses)
    assert set(losses.kinds) == {"bold", "placement", "blank_line", "character"}
    assert timed.read(written, {}).cues[0].text == "a\n\u2060[0:02] b"


@pytest.mark.parametrize("text", ["", "Just words.\nAnd more: words at 10:30.", "\n" * 1000])
def test_a_text_without_times_is_refused(text: str) -> None:
    with pytest.raises(CaptionError) as caught:
        timed.read(text, {})
    assert caught.value.code == "no_times"
    assert timed.sniff(Head(b"", text)) == 0.0


@given(st.text("[](): -–>0123456789abA.,;\n\t", max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    timed.sniff(Head(b"", text))
    try:
        document = timed.read(text, R25)
    except CaptionError:
        return
    assert all(cue.end >= cue.start for cue in document.cues)


@pytest.mark.parametrize("text", ["[" * 50_000, "0" * 50_000, "A" + " " * 50_000 + "1:00", "1:00" * 20_000])
def test_long_lines_end_quickly(text: str) -> None:
    with pytest.raises(CaptionError):
        timed.read(text + "\n" + text, {})


def test_a_numbered_list_of_two_times_is_no_text_and_no_speaker() -> None:
    text = "0001  00:00:01:00  00:00:02:12\nHello\nyou\n\n0002  00:00:03:00  00:00:04:00\nBye\n"
    cues = inspect(text.encode(), file_name="a.txt", frame_rate="25").as_json()["cues"]
    assert [(cue["start"], cue["end"], cue["speaker"], cue["text"]) for cue in cues] == [
        (1.0, 2.48, None, "Hello\nyou"),
        (3.0, 4.0, None, "Bye"),
    ]


def test_names_above_the_times_are_speakers() -> None:
    text = "Unknown\n00:00:01:00 - 00:00:02:12\nHello there\n\nSpeaker 2\n00:00:03:00 - 00:00:04:00\nBye\n"
    cues = inspect(text.encode(), file_name="a.txt", frame_rate="25").as_json()["cues"]
    assert [(cue["speaker"], cue["text"]) for cue in cues] == [
        ("Unknown", "Hello there"),
        ("Speaker 2", "Bye"),
    ]
    words = text.replace("Unknown\n", "A title that is no name\n")
    cues = inspect(words.encode(), file_name="a.txt", frame_rate="25").as_json()["cues"]
    assert [cue["speaker"] for cue in cues] == [None, None]
    assert cues[0]["text"] == "Hello there\nSpeaker 2"


def _said(text: str) -> list[tuple[float, str | None, str]]:
    cues = timed.read(text, {}).cues
    return [(cue.start / ticks(1), cue.speaker, cue.text) for cue in cues]


def test_a_name_above_a_time_needs_evidence_to_be_a_speaker() -> None:
    headings = "Introduction\n00:00:01\nWelcome\n\nWeather\n00:00:10\nRain\n"
    assert _said(headings) == [(1.0, None, "Introduction\nWelcome"), (10.0, None, "Weather\nRain")]
    again = "Ann\n00:00:01\nHello\n\nBob\n00:00:03\nHi\n\nAnn\n00:00:05\nBye\n"
    assert [speaker for _, speaker, _ in _said(again)] == ["Ann", "Bob", "Ann"]
    alone = "Interview\n00:00:01 - 00:00:02\nHello\n"
    assert _said(alone) == [(1.0, None, "Interview\nHello")]


def test_chapters_above_their_times_are_not_lost() -> None:
    chapters = "Start\n00:00\n\nWeather\n05:00\n\nSports\n10:00\n"
    assert _said(chapters) == [(0.0, None, "Start"), (300.0, None, "Weather"), (600.0, None, "Sports")]


def test_words_before_the_first_time_are_told() -> None:
    (issue,) = timed.read("A title that is no name\n\n[0:01] Hello\n[0:02] Bye\n", {}).issues
    assert (issue.code, "A title that is no name" in issue.message) == ("text_before_first_cue", True)


@pytest.mark.parametrize("line", ["10:30 11:45", "10:30 sharp", "10:30 - 11:45"])
def test_a_stray_time_in_the_words_is_no_caption(line: str) -> None:
    text = f"0:01\nWe meet at\n{line}\nas always\n\n0:05\nFine\n"
    assert _said(text) == [(1.0, None, f"We meet at\n{line}\nas always"), (5.0, None, "Fine")]


def test_frames_at_a_rate_that_nobody_says_are_told_and_clock_times_are_not() -> None:
    def issues(text: str, rate: str = "") -> list[str]:
        found = inspect(text.encode(), file_name="a.txt", frame_rate=rate).as_json()["issues"]
        return [issue["code"] for issue in found]

    frames = "[00:00:01:00] Hello\n[00:00:02:12] Bye\n"
    assert issues(frames) == ["frame_rate_assumed"]
    assert issues(frames, "25") == []
    assert issues("[00:00:01;00] Hello\n[00:00:02;12] Bye\n") == []
    assert issues("[00:00:01.000] Hello\n[00:00:02.500] Bye\n") == []


@pytest.mark.parametrize("times", ["{} - {}", "{}\t{}", "[{} - {}]"])
def test_numbers_above_the_times_are_no_words(times: str) -> None:
    spans = [("00:00:01,000", "00:00:02,000"), ("00:00:03,000", "00:00:04,000")]
    blocks = [
        f"{number}\n{times.format(*span)}\n{words}\n"
        for number, span, words in zip((1, 2), spans, ("Alpha", "7 men"), strict=True)
    ]
    document = timed.read("\n".join(blocks), {})
    assert [cue.text for cue in document.cues] == ["Alpha", "7 men"]
