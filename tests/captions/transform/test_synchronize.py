"""Offset, speed and cuts are found, alone and together, and captions of another film are refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import pytest

from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.word_timings import Word, with_words, words_of
from app.captions.transform.synchronize import RATES, Span, find_fit, fitted, spans_of
from app.core.errors import CaptionError

PAL = Fraction(25, 24) * Fraction(1001, 1000)


def speech(seed: int, count: int = 300) -> list[Span]:
    """Stretches of speech between pauses, as people talk."""
    dice, at = random.Random(seed), 3.0
    spans = []
    for _ in range(count):
        length = dice.uniform(0.8, 4)
        spans.append((at, at + length))
        at += length + dice.choice([0.15, 0.3, 0.8, 2, 6])
    return spans


SPOKEN = speech(7)


def captions(change: Callable[[float], float]) -> list[Span]:
    """Captions of most of the speech, shown a little longer than it takes, with wrong times."""
    dice = random.Random(1)
    right = [(start, end + 0.3) for start, end in SPOKEN if dice.random() < 0.9]
    return [(change(start), change(end)) for start, end in right if change(start) > 0]


def test_an_offset() -> None:
    fit = find_fit(captions(lambda t: t - 7.3), SPOKEN)
    assert [(piece.first, piece.offset) for piece in fit.pieces] == [(0, pytest.approx(7.3, abs=0.03))]
    assert (fit.rate, fit.mistaken_rate) == (1, "")


@pytest.mark.parametrize("rate", [rate for rate in RATES if rate != 1])
def test_a_mistaken_frame_rate(rate: Fraction) -> None:
    fit = find_fit(captions(lambda t: (t + 12.5) / float(rate)), SPOKEN)
    assert (fit.rate, fit.mistaken_rate) == (rate, RATES[rate])
    assert fit.pieces[0].offset == pytest.approx(-12.5, abs=0.1)
    assert len(fit.pieces) == 1


def test_a_cut_in_the_middle() -> None:
    cut = SPOKEN[150][0] - 0.05
    fit = find_fit(captions(lambda t: t if t < cut else t - 33.3), SPOKEN)
    first, second = fit.pieces
    assert (first.offset, second.offset) == (pytest.approx(0, abs=0.05), pytest.approx(33.3, abs=0.05))
    moved = captions(lambda t: t)[second.first][0]
    assert abs(moved - cut) < 10


def test_other_captions_are_a_reference_as_well() -> None:
    other = [(start + 0.1, end + 0.5) for start, end in SPOKEN]
    assert find_fit(captions(lambda t: t - 40), other).pieces[0].offset == pytest.approx(40.1, abs=0.05)


def test_captions_of_another_film_are_refused() -> None:
    with pytest.raises(CaptionError) as caught:
        find_fit(speech(99), SPOKEN)
    assert (caught.value.code, caught.value.extra["rejected"]) == ("no_fit", True)


@pytest.mark.parametrize(("some", "other"), [([], SPOKEN), (SPOKEN[:2], SPOKEN), (SPOKEN, [])])
def test_too_little_to_compare(some: list[Span], other: list[Span]) -> None:
    with pytest.raises(CaptionError, match="too few"):
        find_fit(some, other)


def test_every_time_of_a_document_moves() -> None:
    spans = captions(lambda t: (t - 60) / float(PAL))
    cues = [
        Cue(round(start * TICKS_PER_SECOND), round(end * TICKS_PER_SECOND), [Run("word")])
        for start, end in spans
    ]
    cues[0].extras = with_words(None, [Word(cues[0].start, cues[0].end, "word")])
    document = Document(cues)
    moved = fitted(document, find_fit(spans_of(document), SPOKEN))
    wanted = captions(lambda t: t - 60)
    assert len(moved.cues) == len(wanted)
    for cue, (start, _) in zip(moved.cues, wanted, strict=True):
        assert cue.start / TICKS_PER_SECOND == pytest.approx(start + 60, abs=0.1)
    (word,) = words_of(moved.cues[0])
    assert (word.start, word.end) == (moved.cues[0].start, moved.cues[0].end)


def test_what_lies_before_the_beginning_is_left_out() -> None:
    spans = captions(lambda t: t + 10)
    early = Cue(0, TICKS_PER_SECOND, [Run("before")])
    cues = [
        early,
        *(Cue(round(a * TICKS_PER_SECOND), round(b * TICKS_PER_SECOND), [Run("x")]) for a, b in spans),
    ]
    moved = fitted(Document(cues), find_fit(spans_of(Document(cues)), SPOKEN))
    assert [cue.text for cue in moved.cues if cue.text == "before"] == []
    assert len(moved.cues) == len(spans)
