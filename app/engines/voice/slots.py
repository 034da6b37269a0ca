"""How much time each line of speech has: until just before the next one begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

GAP = 0.08
"""Seconds of quiet kept before the next line."""
OVERLAP_SECONDS = 0.05
"""Lines that begin within this many seconds of each other share their time."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be said from `start` (seconds) on; `number` is the cue's, from 1.

    `speed` is what a person asked of the voice, 1.0 its own.
    """

    number: int
    start: float
    end: float
    text: str
    voice: str
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A line and the seconds it may take."""

    line: Line
    seconds: float


def slots(lines: Sequence[Line], duration: float) -> list[Slot]:
    """The slot of every line in time order, in a film of `duration` seconds.

    A slot ends `GAP` before the next line, or with the film. Lines that begin together (two people at once)
    are said one after the other and share the time by the length of their text. A line that begins after the
    film is left out.
    """
    found: list[Slot] = []
    groups = _groups(sorted((line for line in lines if line.start < duration), key=lambda line: line.start))
    for number, group in enumerate(groups):
        following = groups[number + 1][0].start - GAP if number + 1 < len(groups) else duration
        found += _shared(group, following)
    return found


def _groups(ordered: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in ordered:
        if groups and line.start - groups[-1][0].start < OVERLAP_SECONDS:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _shared(group: Sequence[Line], until: float) -> list[Slot]:
    start, letters = group[0].start, sum(len(line.text) for line in group) or 1
    # Lines a few hundredths apart: never less than a syllable's time, the rest is an overrun and said so.
    whole = max(until - start, GAP)
    found: list[Slot] = []
    for line in group:
        part = whole * len(line.text) / letters
        found.append(Slot(replace(line, start=start), part - (GAP if line is not group[-1] else 0.0)))
        start += part
    return found
