"""Word timings of a cue, kept under one key of its extras so that every time change carries them along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.captions.document import Cue

WORDS = "words"
"""The key in `Cue.extras`; the value is a list of `Word`."""


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word: `start` and `end` in ticks of the document, `confidence` 0.0 to 1.0 when known."""

    start: int
    end: int
    text: str
    confidence: float | None = None


def words_of(cue: Cue) -> list[Word]:
    """The cue's word timings, empty when the source gave none."""
    words: list[Word] = (cue.extras or {}).get(WORDS, [])
    return words


def with_words(extras: dict[str, Any] | None, words: Iterable[Word]) -> dict[str, Any] | None:
    """These extras with these words (none removes the key); None when nothing is left."""
    kept = {key: value for key, value in (extras or {}).items() if key != WORDS}
    listed = list(words)
    if listed:
        kept[WORDS] = listed
    return kept or None


def moved(extras: dict[str, Any] | None, place: Callable[[int], int]) -> dict[str, Any] | None:
    """These extras with every word at its new time; other extras are shared, not copied."""
    if not extras or WORDS not in extras:
        return extras
    words = [Word(place(w.start), place(w.end), w.text, w.confidence) for w in extras[WORDS]]
    return {**extras, WORDS: words}
