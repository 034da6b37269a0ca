"""What a recogniser said of the words of a cue, under one key of its extras: times, ends, how sure it was.

Beside them `Cue.karaoke` says which words are shown as they are spoken; a cue may have either, both or none.
Every change of time (`retime`, `reflow`, `segments`) carries both along.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.captions.model.document import Cue

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
    """The cue's words, empty when the source gave none."""
    words: list[Word] = (cue.extras or {}).get(WORDS, [])
    return words


def with_words(extras: dict[str, Any] | None, words: Iterable[Word]) -> dict[str, Any] | None:
    """These extras with these words (none removes the key); None when nothing is left."""
    kept = {key: value for key, value in (extras or {}).items() if key != WORDS}
    listed = list(words)
    if listed:
        kept[WORDS] = listed
    return kept or None


def words_by_part(words: Iterable[Word], starts: Sequence[int]) -> list[list[Word]]:
    """The words of every part of a cue, by the times at which the parts start (in order)."""
    parts: list[list[Word]] = [[] for _ in starts]
    for word in words:
        parts[max(bisect_right(starts, word.start) - 1, 0)].append(word)
    return parts


def without_words(extras: dict[str, Any] | None) -> dict[str, Any] | None:
    """What else there is in these extras."""
    return with_words(extras, ())
