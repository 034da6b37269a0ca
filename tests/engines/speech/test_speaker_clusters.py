"""Voice prints to turns: how speech is cut, and which windows are one voice."""

import numpy
import pytest

from app.engines.protocols import Span, Turn
from app.engines.speech import speaker_clusters
from app.engines.speech.speaker_clusters import turns_of, windows_of


def voices(*which: int, noise: float = 0.4) -> numpy.ndarray:
    """A print for each window: one direction a voice, each time a little different."""
    dice = numpy.random.default_rng(3)
    found = numpy.eye(8)[list(which)] + dice.normal(0, noise / 8**0.5, (len(which), 8))
    return found / numpy.linalg.norm(found, axis=1, keepdims=True)


def test_windows_cover_a_stretch_evenly() -> None:
    assert windows_of([(1.0, 2.5), (3.0, 6.5)]) == [
        [Span(1.0, 2.5)],
        [Span(3.0, 5.0), Span(3.75, 5.75), Span(4.5, 6.5)],
    ]


def test_two_voices_and_the_first_again() -> None:
    windows = windows_of([(0.0, 2.0), (2.5, 4.5), (5.0, 7.0), (7.2, 9.0)])
    assert turns_of(windows, voices(4, 1, 4, 4)) == [
        Turn(0.0, 2.0, "Speaker 1"),
        Turn(2.5, 4.5, "Speaker 2"),
        Turn(5.0, 9.0, "Speaker 1"),
    ]


def test_a_voice_may_change_within_a_stretch() -> None:
    windows = windows_of([(0.0, 4.0)])
    assert turns_of(windows, voices(0, 0, 1)) == [Turn(0.0, 2.5, "Speaker 1"), Turn(2.5, 4.0, "Speaker 2")]


def test_a_short_word_begins_no_voice_of_its_own() -> None:
    windows = windows_of([(0.0, 2.0), (2.2, 2.6), (3.0, 5.0)])
    prints = voices(0, 0, 1)
    prints[1] = numpy.eye(8)[0] * 0.1 + numpy.eye(8)[6] * 0.995
    assert [turn.speaker for turn in turns_of(windows, prints)] == ["Speaker 1", "Speaker 2"]


def test_prints_that_are_no_numbers_end_the_search() -> None:
    prints = voices(0, 1)
    prints[:] = numpy.nan
    assert turns_of(windows_of([(0.0, 2.0), (3.0, 5.0)]), prints)


def test_where_all_are_short_they_are_compared() -> None:
    windows = windows_of([(0.0, 0.5), (1.0, 1.5)])
    assert [turn.speaker for turn in turns_of(windows, voices(0, 1))] == ["Speaker 1", "Speaker 2"]


def test_a_long_film_is_grouped_by_some_of_its_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaker_clusters, "MOST_COMPARED", 10)
    windows = windows_of([(n * 3.0, n * 3.0 + 2) for n in range(60)])
    which = [n // 15 % 3 for n in range(60)]
    found = turns_of(windows, voices(*which, noise=0.2))
    assert [turn.speaker for turn in found] == ["Speaker 1", "Speaker 2", "Speaker 3", "Speaker 1"]
