"""Captions on tracks, so that those on one of them do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from app.captions.model.document import Cue


def on_tracks(cues: Iterable[Cue]) -> Iterator[tuple[int, int, Cue]]:
    """Each cue with the lowest track (from 1) that is free when it starts, and its number; in time order."""
    busy: list[tuple[int, int]] = []
    free: list[int] = []
    count = 0
    for number, cue in sorted(enumerate(cues, 1), key=lambda item: item[1].start):
        while busy and busy[0][0] <= cue.start:
            heappush(free, heappop(busy)[1])
        if not free:
            count += 1
            heappush(free, count)
        track = heappop(free)
        heappush(busy, (max(cue.end, cue.start + 1), track))
        yield track, number, cue
