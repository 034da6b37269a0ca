"""Other words for a cue keep the style and the voice of the line they stand in."""

from __future__ import annotations

from app.captions.model.document import PLAIN, Cue, Run, Style
from app.captions.transform.new_words import with_new_words

ANN, BEN = Style(voice="Ann"), Style(voice="Ben", italic=True)
SHARED = Cue(0, 10, [Run("- Hi.\n", ANN), Run("- Hello.", BEN)], speaker="Ann", karaoke=((0, 1),))


def test_each_line_keeps_its_voice() -> None:
    changed = with_new_words(SHARED, "- Good morning.\n- Good evening.")
    assert [(run.text, run.style) for run in changed.runs] == [
        ("- Good morning.", ANN),
        ("\n- Good evening.", BEN),
    ]
    assert (changed.start, changed.end, changed.speaker, changed.karaoke) == (0, 10, "Ann", None)


def test_further_lines_have_the_last_style() -> None:
    changed = with_new_words(SHARED, "One\ntwo\nthree")
    assert [(run.text, run.style) for run in changed.runs] == [("One", ANN), ("\ntwo\nthree", BEN)]


def test_a_cue_without_words_takes_plain_ones() -> None:
    assert with_new_words(Cue(0, 10), "Hi").runs == [Run("Hi", PLAIN)]
