"""What stands on the screen at each time, for the formats of CEA-608: they send whole screens, not cues.

Where captions overlap, a file has a screen for every combination of them, and a reader finds those.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from app.captions.verification.expected import Expected, PlainCue, words

ONE_SCREEN = frozenset({"scc", "scc-advanced"})


def overlap(cues: Sequence[PlainCue]) -> bool:
    """Whether a cue of these, which are in order, begins before one before it has ended."""
    latest = float("-inf")
    for cue in cues:
        if cue.start < latest:
            return True
        latest = max(latest, cue.start if cue.end is None else cue.end)
    return False


def on_steps(expected: Expected) -> list[PlainCue]:
    """The cues at the moments that the format can name, each at least a step long: what differs less is no
    screen of its own."""
    step = expected.step
    if not step:
        return expected.cues
    moved = []
    for cue in expected.cues:
        start = round(cue.start / step) * step
        end = cue.end if cue.end is None else round(cue.end / step) * step
        if end is not None and end <= start and cue.end is not None and cue.end > cue.start:
            end = start + step
        moved.append(cue._replace(start=start, end=end))
    return moved


def screens(cues: Sequence[PlainCue]) -> list[PlainCue]:
    """The screens that these cues give, each with the number of its latest cue.

    The order of words on a screen does not count: rows stand in the order of their places, not their times.
    """
    shown = [cue for cue in cues if cue.end is not None and cue.end > cue.start]
    moments = sorted({time for cue in shown for time in (cue.start, cue.end) if time is not None})
    waiting = sorted(shown, key=lambda cue: (cue.start, cue.number), reverse=True)
    standing: list[PlainCue] = []
    made: list[PlainCue] = []
    for start, end in pairwise(moments):
        standing = [cue for cue in standing if cue.end is not None and cue.end > start]
        while waiting and waiting[-1].start <= start:
            standing.append(waiting.pop())
        if standing:
            text = " ".join(sorted(words(" ".join(cue.text for cue in standing)).split()))
            made.append(PlainCue(standing[-1].number, start, end, text))
    return made
