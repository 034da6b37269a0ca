"""Chapters of what is said: cut where a long pause and new words meet.

After Hearst, "TextTiling" (Computational Linguistics 23, 1997): the words of a minute before a pause are
compared with those of the minute after it. Nothing is understood: a chapter is named by the words that
begin it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, pstdev

from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run, ticks
from app.captions.transform.break_cost import ends_sentence

BLOCK = ticks(60)
"""How much before and after a pause is compared."""
SHORTEST = ticks(30)
LONGEST_PAUSE = ticks(4)
"""A longer pause says no more than this one."""
TITLE_LENGTH = 48
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter from `start` to `end` in ticks, named by the words that begin it."""

    start: int
    end: int
    title: str


def chapters_of(cues: Sequence[Cue], end: int) -> list[Chapter]:
    """The chapters of captions in order, from 0 to `end` without a gap; none without captions.

    A cut needs a pause after a sentence that scores well above the others, and both chapters their length.
    """
    if not cues:
        return []
    firsts = [0, *sorted(_cuts(cues))]
    starts = [0, *(cues[first].start for first in firsts[1:]), max(end, cues[-1].end)]
    titles = (_title(cues[first:]) for first in firsts)
    return [
        Chapter(start, until, title) for (start, until), title in zip(pairwise(starts), titles, strict=True)
    ]


def as_document(chapters: Sequence[Chapter], language: str | None = None) -> Document:
    """Chapters as captions, for WebVTT's chapter tracks."""
    return Document([Cue(each.start, each.end, [Run(each.title)]) for each in chapters], language=language)


def as_description(chapters: Sequence[Chapter]) -> str:
    """Chapters as the lines that YouTube reads in a video's description; it wants at least three."""
    return "".join(f"{_clock(each.start)} {each.title}\n" for each in chapters)


def _clock(at: int) -> str:
    minutes, seconds = divmod(at // TICKS_PER_SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _cuts(cues: Sequence[Cue]) -> list[int]:
    """The cues that begin a chapter, the best first."""
    scores = dict(_scores(cues))
    if not scores:
        return []
    enough = fmean(scores.values()) + pstdev(scores.values())
    taken: list[int] = []
    edges = [cues[0].start, cues[-1].end]
    for first in sorted(scores, key=lambda each: -scores[each]):
        far = all(abs(cues[first].start - edge) >= SHORTEST for edge in edges)
        if far and scores[first] >= enough:
            taken.append(first)
            edges.append(cues[first].start)
    return taken


def _scores(cues: Sequence[Cue]) -> Iterator[tuple[int, float]]:
    """For each cue behind the end of a sentence: how new its words are, and how long the pause before it."""
    words = [Counter(_WORD.findall(cue.text.casefold())) for cue in cues]
    for first in range(1, len(cues)):
        before, cue = cues[first - 1], cues[first]
        if not ends_sentence((before.text.split() or [""])[-1], cue.text):
            continue
        pause = min(max(cue.start - before.end, 0), LONGEST_PAUSE) / LONGEST_PAUSE
        yield first, pause + 1.0 - _likeness(*_blocks(cues, words, first))


def _blocks(
    cues: Sequence[Cue], words: Sequence[Counter[str]], first: int
) -> tuple[Counter[str], Counter[str]]:
    """The words of the minute before a cue, and of the minute that it begins."""
    before, after, at = Counter[str](), Counter[str](), first - 1
    while at >= 0 and cues[first].start - cues[at].end <= BLOCK:
        before += words[at]
        at -= 1
    at = first
    while at < len(cues) and cues[at].start - cues[first].start <= BLOCK:
        after += words[at]
        at += 1
    return before, after


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """The cosine of two counts of words: 0 for nothing in common, 1 for the same words."""
    shared = sum(count * other[word] for word, count in one.items())
    size = math.hypot(*one.values()) * math.hypot(*other.values())
    return shared / size if size else 0.0


def _title(cues: Sequence[Cue]) -> str:
    """The first sentence, cut between words where it is long."""
    said: list[str] = []
    for cue in cues:
        for word in cue.text.split():
            if len(" ".join([*said, word])) > TITLE_LENGTH:
                return " ".join(said or [word[:TITLE_LENGTH]]).rstrip(",;:-–—") + "…"
            said.append(word)
            if ends_sentence(word, "A"):
                return " ".join(said).rstrip(".")
    return " ".join(said)
