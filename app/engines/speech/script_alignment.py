"""A script against what was recognised: which of its words were spoken, and when.

Words that both have anchor the rest: first those in rows of words that occur once in each, in order, then
all that agree between two anchors. What stands in for something else takes its place in time; what has
nothing to stand for was not spoken.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.engines.speech.alignment import GUESSED, by_length, key_of

_ROW = 3
"""Words in a row that make an anchor."""
_FEWEST_UNSCRIPTED = 3
"""A shorter row of words that the script lacks is an ad-lib or a mistake of the recogniser: not reported."""
_FASTEST = 0.03
"""Seconds a letter takes at least; script words with less time than that were not spoken."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A time for every word of the script, None for one that was not spoken, and what else was said.

    `matched` is how many of the words were recognised as they are written.
    """

    words: tuple[SpokenWord | None, ...]
    unscripted: tuple[SpokenSegment, ...]
    matched: int


def align_script(script: Sequence[str], recognised: Sequence[SpokenWord]) -> Alignment:
    """Time the words of a script by the recognised words, both in the order in which they are said."""
    pairs = list(_matches([key_of(word) for word in script], [key_of(word.text) for word in recognised]))
    times: list[SpokenWord | None] = [None] * len(script)
    for i, j in pairs:
        times[i] = replace(recognised[j], text=script[i])
    extra: list[SpokenSegment] = []
    for first, last, begin, end in _gaps(pairs, len(script), len(recognised)):
        spoken = recognised[begin:end]
        if first < last and spoken:
            times[first:last] = _in_place_of(spoken, script[first:last])
        elif len(spoken) >= _FEWEST_UNSCRIPTED:
            text = " ".join(word.text for word in spoken)
            extra.append(SpokenSegment(text, spoken[0].start, spoken[-1].end))
    return Alignment(tuple(times), tuple(extra), len(pairs))


def _gaps(
    pairs: Sequence[tuple[int, int]], script: int, recognised: int
) -> Iterator[tuple[int, int, int, int]]:
    """What lies between matches: first and last of the script's words, and of the recognised ones."""
    at, heard = 0, 0
    for i, j in [*pairs, (script, recognised)]:
        if i > at or j > heard:
            yield at, i, heard, j
        at, heard = i + 1, j + 1


def _matches(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of equal words, in order in both."""
    at, heard = 0, 0
    for i, j in [*_anchors(left, right), (len(left), len(right))]:
        part = SequenceMatcher(None, left[at:i], right[heard:j], autojunk=False)
        for block in part.get_matching_blocks():
            for step in range(block.size):
                if left[at + block.a + step]:
                    yield at + block.a + step, heard + block.b + step
        if i < len(left) and j < len(right):
            yield i, j
        at, heard = i + 1, j + 1


def _anchors(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """First words of rows that occur once in each text: the longest chain that is in order in both."""
    places = _unique_rows(right)
    pairs = sorted((i, places[row]) for row, i in _unique_rows(left).items() if row in places)
    tails: list[int] = []
    chain: list[int] = []
    back: list[int | None] = []
    for index, (_, j) in enumerate(pairs):
        slot = bisect_left(tails, j)
        back.append(chain[slot - 1] if slot else None)
        tails[slot : slot + 1], chain[slot : slot + 1] = [j], [index]
    at = chain[-1] if chain else None
    found = []
    while at is not None:
        found.append(pairs[at])
        at = back[at]
    return found[::-1]


def _unique_rows(words: Sequence[str]) -> dict[tuple[str, ...], int]:
    rows = [tuple(words[at : at + _ROW]) for at in range(len(words) - _ROW + 1)]
    count = Counter(rows)
    return {row: at for at, row in enumerate(rows) if count[row] == 1}


def _in_place_of(spoken: Sequence[SpokenWord], stretch: Sequence[str]) -> list[SpokenWord | None]:
    """Script words over the time of what was recognised in their place, if they can be said in it."""
    if len(spoken) == len(stretch):
        pairs = zip(stretch, spoken, strict=True)
        return [SpokenWord(text, word.start, word.end, GUESSED) for text, word in pairs]
    start, stop = spoken[0].start, spoken[-1].end
    if stop - start < sum(map(len, stretch)) * _FASTEST:
        return [None] * len(stretch)
    return [*by_length(stretch, start, stop)]
