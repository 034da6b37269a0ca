"""Times inside a cue (`Cue.marks`): pairs of an offset into the text and ticks after the start of the cue."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.captions.model.runs import Edit

Marks = tuple[tuple[int, int], ...] | None


def retimed(marks: Marks, start: int, place: Callable[[int], int]) -> Marks:
    """The marks of a cue that began at `start`, when every time goes to `place(time)`."""
    if not marks:
        return marks
    begin = place(start)
    return tuple((offset, max(place(start + ticks) - begin, 0)) for offset, ticks in marks)


def moved(marks: Marks, characters: int, ticks: int) -> Marks:
    """The marks with the text `characters` further on and the start of the cue `ticks` earlier."""
    return tuple((offset + characters, time + ticks) for offset, time in marks) if marks else marks


def cut(marks: Marks, begin: int, stop: int, ticks: int) -> Marks:
    """The marks of a part of the text, whose own cue starts `ticks` after the old one."""
    kept = tuple((o - begin, max(time - ticks, 0)) for o, time in marks or () if begin <= o < stop)
    return kept or None


def clipped(marks: Marks, length: int) -> Marks:
    """The marks inside a cue that lasts `length` ticks; what lies outside goes to its ends."""
    return tuple((offset, min(max(time, 0), length)) for offset, time in marks) if marks else marks


def edited_marks(marks: Marks, edits: Sequence[Edit]) -> Marks:
    """The marks after these edits of the text (in order, not overlapping)."""
    if not marks:
        return marks
    out = []
    index = change = 0
    for offset, time in sorted(marks):
        while index < len(edits) and edits[index][1] <= offset:
            start, stop, text = edits[index]
            change += len(text) - (stop - start)
            index += 1
        inside = index < len(edits) and edits[index][0] < offset
        out.append(((edits[index][0] if inside else offset) + change, time))
    return tuple(out)


def joined_marks(first: Marks, second: Marks) -> Marks:
    """Both, in order; None when there is none."""
    return (*(first or ()), *(second or ())) or None
