"""Voice prints to turns: stretches of speech cut into windows, and the windows grouped by their voice.

The groups are found over the whole file at once (agglomerative clustering with average linkage), so that a
voice is the same one at its end as at its beginning. Short windows are too unsure to begin a group; they join
the nearest one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from app.engines.protocols import Span, Turn

WINDOW_SECONDS, HOP_SECONDS = 2.0, 1.0
LEAST_SECONDS = 1.0
"""Shorter windows begin no group."""
SAME_VOICE = 0.18
"""The likeness (cosine) from which two groups are one voice. In dialogues of Kokoro's voices 0.1 to 0.25 find
the same groups, and a reader of 40 seconds stays one voice."""
MOST_COMPARED = 1200
"""Windows that are grouped; of a long film they are taken evenly, and all others join the nearest group."""


def windows_of(spans: Sequence[tuple[float, float]]) -> list[list[Span]]:
    """The windows of each stretch of speech, which cover it evenly."""
    return [_windows(start, end) for start, end in spans]


def _windows(start: float, end: float) -> list[Span]:
    rest = end - start - WINDOW_SECONDS
    if rest <= 0:
        return [Span(start, end)]
    steps = max(1, -int(-rest // HOP_SECONDS))
    begins = [start + rest * step / steps for step in range(steps + 1)]
    return [Span(begin, begin + WINDOW_SECONDS) for begin in begins]


def turns_of(windows: Sequence[Sequence[Span]], prints: Any) -> list[Turn]:
    """The turns of the voices, numbered as they begin; `prints` has a unit vector for each window."""
    groups = iter(_groups([window for stretch in windows for window in stretch], prints))
    turns: list[Turn] = []
    names: dict[int, str] = {}
    for stretch in windows:
        middles = [(window.start + window.end) / 2 for window in stretch]
        edges = [stretch[0].start, *((a + b) / 2 for a, b in pairwise(middles)), stretch[-1].end]
        for start, end in pairwise(edges):
            group = next(groups)
            name = names.setdefault(group, f"Speaker {len(names) + 1}")
            turns.append(Turn(round(start, 3), round(end, 3), name))
    return merge(turns)


def merge(turns: Sequence[Turn]) -> list[Turn]:
    """Neighbouring turns of one speaker as one."""
    merged: list[Turn] = []
    for turn in sorted(turns, key=lambda turn: turn.start):
        if merged and merged[-1].speaker == turn.speaker:
            merged[-1] = Turn(merged[-1].start, max(merged[-1].end, turn.end), turn.speaker)
        else:
            merged.append(turn)
    return merged


def _groups(windows: Sequence[Span], prints: Any) -> list[int]:
    """The group of each window."""
    import numpy

    sure = [i for i, window in enumerate(windows) if window.end - window.start >= LEAST_SECONDS]
    seeds = sure or list(range(len(windows)))
    seeds = seeds[:: -(-len(seeds) // MOST_COMPARED)]
    members = _clustered(prints[seeds])
    centres = numpy.stack([prints[[seeds[i] for i in group]].mean(axis=0) for group in members])
    centres /= numpy.linalg.norm(centres, axis=1, keepdims=True)
    nearest: list[int] = numpy.argmax(prints @ centres.T, axis=1).tolist()
    return nearest


def _clustered(prints: Any) -> list[list[int]]:
    """Groups of unit vectors, joined while the most alike two are one voice."""
    import numpy

    members = [[index] for index in range(len(prints))]
    alike = prints @ prints.T
    numpy.fill_diagonal(alike, -numpy.inf)
    while True:
        first, second = divmod(int(numpy.argmax(alike)), len(members))
        if not alike[first, second] >= SAME_VOICE:  # nor when a print is no number
            return [group for group in members if group]
        one, other = len(members[first]), len(members[second])
        joined = (one * alike[first] + other * alike[second]) / (one + other)
        alike[first] = alike[:, first] = joined
        alike[first, first] = -numpy.inf
        alike[second] = alike[:, second] = -numpy.inf
        members[first] += members[second]
        members[second] = []
