"""LRC: lines and words of songs."""

from app.captions.conversion.inspect import inspect
from app.captions.formats import lrc
from app.captions.model.document import TICKS_PER_MS, ticks
from app.captions.model.losses import Losses
from tests.support.captions.text_formats import ms


def test_lines_last_until_the_next_and_repeat():
    document = lrc.read("[ti:Song]\n[00:01.00][00:05.00]la\n[00:02.50]lo\n[00:03]\n[00:06.00]\n", {})
    assert ms(document) == [(1000, 2500, "la"), (2500, 3000, "lo"), (5000, 6000, "la")]
    assert document.title == "Song"


def test_the_offset_is_positive_for_sooner():
    assert ms(lrc.read("[offset:+500]\n[00:01.00]x\n[00:02.00]", {})) == [(500, 1500, "x")]


def test_word_times_survive():
    text = "[00:01.00]one <00:01.40>two\n[00:02.00]\n"
    document = lrc.read(text, {})
    assert document.cues[0].karaoke == ((4, 400 * TICKS_PER_MS),)
    assert lrc.write(document, {"word_times": True}, Losses()) == text


def test_times_of_hours_minutes_and_seconds_are_those_of_a_transcript():
    found = inspect(b"[00:00:01] Ann: Hello\n[00:01:03] Bo: Hi\n")
    assert found.caption_format.id == "timed-transcript"
    assert [cue.start // TICKS_PER_MS for cue in found.document.cues] == [1000, 63_000]
    assert inspect(b"[00:01:50] Hello\n[00:02:75] Hi\n").caption_format is lrc.FORMAT


def test_hours_are_read() -> None:
    document = lrc.read("[59:59.00]One\n[1:02:03.50]Two <1:02:04.00>words\n[01:02:50]Three\n", {})
    assert [(cue.start / ticks(1), cue.text) for cue in document.cues] == [
        (62.5, "Three"),
        (3599.0, "One"),
        (3723.5, "Two words"),
    ]
    assert document.cues[2].karaoke == ((4, ticks("0.5")),)


def test_lines_without_a_time_are_told() -> None:
    (issue,) = lrc.read("[00:01.00]One\nand one more\n", {}).issues
    assert (issue.code, "and one more" in issue.message) == ("line_skipped", True)
