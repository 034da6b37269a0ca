"""Word timings for text: aligns written words with the words that an engine timed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from app.captions.model.spoken_word import SpokenWord

GUESSED = 0.5
"""The probability of a word whose time was shared out."""


def align(text: str, heard: Sequence[SpokenWord], start: float, end: float) -> tuple[SpokenWord, ...]:
    """The words of `text`, with punctuation, timed by the `heard` words between `start` and `end` seconds.

    Words that match keep the time they were heard; the others share the time between their neighbours in
    proportion to their length. With nothing heard, all words share the whole.
    """
    written = text.split()
    times: list[tuple[float, float, float] | None] = [None] * len(written)
    left, right = [key_of(word) for word in written], [key_of(word.text) for word in heard]
    for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            word = heard[block.b + offset]
            times[block.a + offset] = (word.start, word.end, word.probability)
    return tuple(_filled(written, times, start, end))


def key_of(word: str) -> str:
    """A word as it is compared: its letters and digits in lower case."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _filled(
    written: list[str], times: list[tuple[float, float, float] | None], start: float, end: float
) -> list[SpokenWord]:
    words: list[SpokenWord] = []
    at = 0
    while at < len(written):
        known = times[at]
        if known is not None:
            words.append(SpokenWord(written[at], *known))
            at += 1
            continue
        stop = next((i for i in range(at, len(written)) if times[i] is not None), len(written))
        following = times[stop] if stop < len(written) else None
        begin = words[-1].end if words else start
        words += by_length(written[at:stop], begin, max(begin, following[0] if following else end))
        at = stop
    return words


def by_length(written: Sequence[str], start: float, end: float) -> list[SpokenWord]:
    """Words over a stretch of time, each as long as its letters."""
    total = sum(map(len, written))
    words, at = [], start
    for word in written:
        until = at + (end - start) * len(word) / total
        words.append(SpokenWord(word, round(at, 3), round(until, 3), GUESSED))
        at = until
    return words
