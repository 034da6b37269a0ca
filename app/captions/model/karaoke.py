"""Times inside a cue (`Cue.karaoke`): an offset into its text, and ticks after its start, for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.captions.model.runs import Edit

Karaoke = tuple[tuple[int, int], ...] | None


def retimed(karaoke: Karaoke, start: int, place: Callable[[int], int]) -> Karaoke:
    """The inner times of a cue that began at `start`, when every time goes to `place(time)`."""
    if not karaoke:
        return karaoke
    begin = place(start)
    return tuple((offset, max(place(start + ticks) - begin, 0)) for offset, ticks in karaoke)


def moved(karaoke: Karaoke, characters: int, ticks: int) -> Karaoke:
    """The inner times with the text `characters` further on and the start of the cue `ticks` earlier."""
    return tuple((offset + characters, time + ticks) for offset, time in karaoke) if karaoke else karaoke


def cut(karaoke: Karaoke, begin: int, stop: int, ticks: int) -> Karaoke:
    """The inner times of a part of the text, whose own cue starts `ticks` after the old one."""
    kept = tuple((o - begin, max(time - ticks, 0)) for o, time in karaoke or () if begin <= o < stop)
    return kept or None


def clipped(karaoke: Karaoke, length: int) -> Karaoke:
    """The inner times of a cue that lasts `length` ticks; what lies outside goes to its ends."""
    return tuple((offset, min(max(time, 0), length)) for offset, time in karaoke) if karaoke else karaoke


def edited_karaoke(karaoke: Karaoke, edits: Sequence[Edit]) -> Karaoke:
    """The inner times after these edits of the text (in order, not overlapping)."""
    if not karaoke:
        return karaoke
    out = []
    index = change = 0
    for offset, time in sorted(karaoke):
        while index < len(edits) and edits[index][1] <= offset:
            start, stop, text = edits[index]
            change += len(text) - (stop - start)
            index += 1
        inside = index < len(edits) and edits[index][0] < offset
        out.append(((edits[index][0] if inside else offset) + change, time))
    return tuple(out)


def joined_karaoke(first: Karaoke, second: Karaoke) -> Karaoke:
    """Both, in order; None when there is none."""
    return (*(first or ()), *(second or ())) or None
