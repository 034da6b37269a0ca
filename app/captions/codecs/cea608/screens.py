"""From cues to screens: what stands on the picture together, from one moment to the next."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.captions.codecs.cea608.codes import ROWS
from app.captions.codecs.cea608.line_codes import PlacedLine
from app.captions.model.document import Mode
from app.captions.model.losses import Losses

BRIEF_OVERLAP = 30
"""Overlaps up to this many frames are cut: a screen with both captions could not be loaded in time."""

_CONSIDERED = 64
"""Captions looked at for one screen; more than fifteen cannot fit."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Lines shown together from `start` to `end`, counted in slots (one word each); `cue` counts from 1."""

    start: int
    end: int
    lines: tuple[PlacedLine, ...]
    mode: Mode
    depth: int
    cue: int


def screens(captions: Sequence[Screen], losses: Losses) -> list[Screen]:
    """Captions in any order as screens that follow one another, overlapping pop-on captions merged."""
    ordered = _cut(sorted(captions, key=lambda caption: caption.start), losses)
    found: list[Screen] = []
    group: list[Screen] = []
    until = 0
    for caption in ordered:
        if group and caption.start >= until:
            found += _merged(group, losses)
            group = []
        group.append(caption)
        until = max(until, caption.end) if len(group) > 1 else caption.end
    return found + _merged(group, losses)


def _cut(captions: Sequence[Screen], losses: Losses) -> Iterator[Screen]:
    """End a caption where the next begins, when they overlap briefly or cannot share the screen."""
    for index, caption in enumerate(captions):
        following = captions[index + 1] if index + 1 < len(captions) else None
        if following is None or caption.end <= following.start or caption.start == following.start:
            yield caption
            continue
        live = Mode.POP_ON not in (caption.mode, following.mode) or caption.mode is not following.mode
        brief = min(BRIEF_OVERLAP, (caption.end - caption.start) // 2)
        if live or caption.end - following.start <= brief:
            losses.add(
                "overlap",
                "Captions that ran into the next one, ended where it begins",
                cue=caption.cue,
                detail=f"{caption.end - following.start} frames",
            )
            caption = replace(caption, end=following.start)
        yield caption


def _merged(group: Sequence[Screen], losses: Losses) -> list[Screen]:
    """Pop-on captions that share time, as one screen for every stretch between their starts and ends."""
    if len(group) < 2 or any(caption.mode is not Mode.POP_ON for caption in group):
        return list(group)
    edges = sorted({edge for caption in group for edge in (caption.start, caption.end)})
    found: list[Screen] = []
    crowded = {caption.cue for caption in group}
    active: list[Screen] = []
    waiting = iter([*group, None])
    coming = next(waiting)
    for start, end in pairwise(edges):
        while coming is not None and coming.start <= start:
            active.append(coming)
            coming = next(waiting)
        active[:_CONSIDERED] = [caption for caption in active[:_CONSIDERED] if caption.end > start]
        if active:
            lines, cues = _stacked(active[:_CONSIDERED])
            crowded -= cues
            found.append(replace(active[-1], start=start, end=end, lines=lines))
    for number in sorted(crowded):
        losses.add("overlap", "Captions without room beside the others on the screen", cue=number)
    return found


def _stacked(active: Sequence[Screen]) -> tuple[tuple[PlacedLine, ...], set[int]]:
    """The lines of several captions, later ones moved to free rows; and the captions that found room."""
    taken: dict[int, PlacedLine] = {}
    cues: set[int] = set()
    for caption in active:
        if len(taken) == ROWS:
            break
        shift = _free_shift([line.row for line in caption.lines], taken)
        if shift is not None:
            cues.add(caption.cue)
            taken |= {line.row + shift: line._replace(row=line.row + shift) for line in caption.lines}
    return tuple(taken[row] for row in sorted(taken)), cues


def _free_shift(rows: Sequence[int], taken: Container[int]) -> int | None:
    """The smallest move, upwards first, that puts these rows where nothing stands."""
    shifts = sorted(range(1 - rows[0], ROWS - rows[-1] + 1), key=lambda shift: (abs(shift), shift))
    return next((shift for shift in shifts if not any(row + shift in taken for row in rows)), None)
