"""Captions of speech to the cuts of the picture: begin with a shot, end before one, where either is near.

After the Netflix Subtitle Timing Guidelines: a caption that begins near a cut begins on it, and one that
ends near a cut ends the guide's least gap before it. Speech comes first: no caption ends before its last word
does, and none begins so far from its first that it can be noticed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from app.captions.model.document import Cue, Document, ticks
from app.captions.model.word_timings import words_of

NEAR_START = ticks("0.2")
"""How far a caption may begin from its first word; with what that is off itself, a quarter second at most."""
NEAR_END = ticks("0.5")
"""How long a caption stays to end with its shot; a shorter rest before a cut would look like a flicker."""


def with_shot_changes(
    document: Document, cuts: Sequence[int], *, gap: int, shortest: int, longest: int
) -> Document:
    """The document with its times on `cuts` (ticks, in order) where those are near.

    `gap` is the least time between two captions, and between an end and a cut; none becomes shorter than
    `shortest`, nor longer than `longest`, unless it is already. Comments, and captions that are shown
    together with others, keep their times.
    """
    cues = list(document.cues)
    spoken = [index for index, cue in enumerate(cues) if not cue.comment]
    for place, index in enumerate(spoken):
        before = cues[spoken[place - 1]] if place else None
        following = cues[spoken[place + 1]] if place + 1 < len(spoken) else None
        if (following and following.start < cues[index].end) or (before and before.end > cues[index].start):
            continue
        begun, earlier = _begun(cues[index], before, cuts, gap, shortest, longest)
        cues[index] = begun
        if earlier is not None:
            cues[spoken[place - 1]] = earlier
        cues[index] = _ended(begun, following, cuts, gap, shortest, longest)
    return replace(document, cues=cues)


def _begun(
    cue: Cue, before: Cue | None, cuts: Sequence[int], gap: int, shortest: int, longest: int
) -> tuple[Cue, Cue | None]:
    """The cue beginning on the nearest cut, and the one before it where that has to make room."""
    cut = _nearest(cuts, cue.start, NEAR_START, NEAR_START)
    if cut is None or cut == cue.start:
        return cue, None
    shown, length = cue.end - cut, cue.end - cue.start
    if shown < min(shortest, length) or shown > max(longest, length):
        return cue, None
    if before is not None and before.end > cut - gap:
        shorter = replace(before, end=cut - gap)
        least = min(shortest, before.end - before.start)
        if shorter.end < _said(before) or shorter.end - shorter.start < least:
            return cue, None
        return _starting(cue, cut), shorter
    return _starting(cue, cut), None


def _starting(cue: Cue, start: int) -> Cue:
    later = cue.start - start
    karaoke = tuple((offset, max(0, time + later)) for offset, time in cue.karaoke or ())
    return replace(cue, start=start, karaoke=karaoke or None)


def _ended(
    cue: Cue, following: Cue | None, cuts: Sequence[int], gap: int, shortest: int, longest: int
) -> Cue:
    """The cue ending before the cut that is near its end."""
    cut = _nearest(cuts, cue.end + gap, NEAR_END, NEAR_END)
    if cut is None:
        return cue
    end = cut - gap
    shown = end - cue.start
    if end < _said(cue) or (end < cue.end and shown < min(shortest, cue.end - cue.start)):
        return cue
    if end > cue.end and (shown > longest or (following is not None and end > following.start - gap)):
        return cue
    return replace(cue, end=end)


def _said(cue: Cue) -> int:
    """When the last word of a cue ends; its own end where that is not known."""
    words = words_of(cue)
    return words[-1].end if words else cue.end


def _nearest(cuts: Sequence[int], at: int, before: int, after: int) -> int | None:
    """The cut nearest to a time, none that is further away than this."""
    place = bisect_left(cuts, at)
    near = [cut for cut in cuts[max(0, place - 1) : place + 1] if at - before <= cut <= at + after]
    return min(near, key=lambda cut: abs(cut - at), default=None)
