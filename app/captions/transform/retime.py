"""Moving a whole document in time: shift, conform to another rate, sync by two points, snap, close gaps.

Every function answers a new document (or the same one when nothing changes) and leaves the old one as it was;
the new cues share their runs with the old ones.
Everything is whole-number arithmetic on ticks and linear in the number of cues.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from fractions import Fraction

from app.captions.model.document import Cue, Document, ticks
from app.captions.model.losses import Losses
from app.captions.model.moved_cues import TimeMap, move_cue
from app.captions.timecode.smpte import FrameRate, frame_from_label, incode_ticks, label_from_frame
from app.core.errors import CaptionError


class Conform(StrEnum):
    """What stays the same when the frame rate changes.

    KEEP: the running time; only the labels are counted anew (a standards-converted picture, or 23.976 to
    29.97 through 3:2 pull-down). STRETCH: the frame numbers (24 to 25: the film runs 4 % faster, as in a PAL
    transfer). TIMECODE: the printed labels (29.97 NDF to DF). PULL_DOWN and PULL_UP: the picture was slowed
    or sped up by 1000/1001 (24 to 23.976 and back).
    """

    KEEP = "keep"
    STRETCH = "stretch"
    TIMECODE = "timecode"
    PULL_DOWN = "pull-down"
    PULL_UP = "pull-up"


def shift(document: Document, ticks: int, losses: Losses | None = None) -> Document:
    """Every cue `ticks` later (negative: earlier). What would fall before zero is cut, and recorded.

    A cue that begins before zero starts at zero; one that ends at or before it is left out.
    """
    if ticks == 0:
        return document
    cues = []
    for number, cue in enumerate(document.cues, 1):
        if cue.start + ticks >= 0:
            cues.append(move_cue(cue, lambda t: t + ticks))
        elif cue.end + ticks > 0:
            cues.append(move_cue(cue, lambda t: max(t + ticks, 0)))
            _lose(losses, "cut_at_zero", "A cue began before the picture and now starts with it.", number)
        else:
            _lose(losses, "before_zero", "A cue lay before the picture and was left out.", number)
    return replace(document, cues=cues)


def to_picture_start(
    document: Document, incode: str, rate: FrameRate, losses: Losses | None = None
) -> Document:
    """Count from the picture's first frame: subtract the incode (a timecode, or "auto")."""
    start = incode_ticks(document, incode, rate)
    return replace(shift(document, -start, losses), start_timecode=0) if start else document


def conform(
    document: Document, source: FrameRate, target: FrameRate, how: Conform = Conform.STRETCH
) -> Document:
    """The document at another frame rate; see `Conform` for what stays the same."""
    place = _conformer(source, target, how)
    cues = document.cues if how is Conform.KEEP else [move_cue(cue, place) for cue in document.cues]
    return replace(
        document,
        cues=cues,
        start_timecode=place(document.start_timecode),
        frame_rate=target.fps,
        drop_frame=target.drop,
    )


def snap_to_frames(document: Document, rate: FrameRate) -> Document:
    """Every time on the nearest frame; a cue that had a length keeps at least one frame."""
    return replace(document, cues=[_snapped(cue, rate) for cue in document.cues])


def two_point_sync(document: Document, first: tuple[int, int], second: tuple[int, int]) -> Document:
    """Stretch and shift so that two times land where they should: each pair is (time now, time wanted).

    Raises CaptionError `invalid_sync_points` when the points do not keep their order.
    """
    (from_a, to_a), (from_b, to_b) = sorted((first, second))
    if from_a == from_b or to_a >= to_b:
        raise CaptionError(
            "The two sync points contradict each other: the later cue has to stay the later one.",
            code="invalid_sync_points",
            hint="Choose two different cues, and for the later one the later time.",
            rejected=True,
        )
    span, wanted = from_b - from_a, to_b - to_a
    place: TimeMap = lambda t: max(to_a + _divide((t - from_a) * wanted, span), 0)  # noqa: E731
    return replace(document, cues=[move_cue(cue, place) for cue in document.cues])


def close_gaps(document: Document, minimum: int, below: int = 0) -> Document:
    """End each cue so that no gap to the next is under `minimum` ticks, and none under `below` stays open.

    A gap under `minimum` (also an overlap) is opened to `minimum` by ending the cue earlier; a gap from there
    up to `below` is closed to `minimum` by ending it later (Netflix: 3-11 frames become 2). Cues that start
    together are meant to stand together and are left alone, as is a cue that would lose its whole length.
    """
    cues = list(document.cues)
    following: int | None = None
    group: int | None = None
    for i in sorted((i for i, cue in enumerate(cues) if not cue.comment), key=lambda i: -cues[i].start):
        if cues[i].start != group:
            following, group = group, cues[i].start
        if following is not None:
            cues[i] = _gapped(cues[i], following, minimum, below)
    return replace(document, cues=cues)


def _gapped(cue: Cue, following: int, minimum: int, below: int) -> Cue:
    gap, end = following - cue.end, following - minimum
    wrong = gap < max(minimum, below) and gap != minimum
    return replace(cue, end=end) if wrong and end > cue.start else cue


def _conformer(source: FrameRate, target: FrameRate, how: Conform) -> TimeMap:
    if how is Conform.STRETCH:
        old, new = source.ticks_per_frame, target.ticks_per_frame
        return lambda t: _divide(t * new, old)
    if how is Conform.PULL_DOWN:
        return lambda t: _divide(t * 1001, 1000)
    if how is Conform.PULL_UP:
        return lambda t: _divide(t * 1000, 1001)
    if how is Conform.TIMECODE:
        return lambda t: _relabel(t, source, target)
    return lambda t: t


def _relabel(ticks: int, source: FrameRate, target: FrameRate) -> int:
    hours, minutes, second, frame = label_from_frame(max(source.frame_at(ticks), 0), source)
    frame = frame * target.nominal // source.nominal
    return target.ticks_at(frame_from_label(hours, minutes, second, frame, target))


def _snapped(cue: Cue, rate: FrameRate) -> Cue:
    start, end = rate.snap(cue.start), rate.snap(cue.end)
    if end <= start and cue.end > cue.start:
        end = start + rate.ticks_per_frame
    return cue if (start, end) == (cue.start, cue.end) else replace(cue, start=start, end=end)


def _divide(numerator: int, denominator: int) -> int:
    """The nearest whole number."""
    return (2 * numerator + denominator) // (2 * denominator)


def _lose(losses: Losses | None, kind: str, message: str, cue: int) -> None:
    if losses is not None:
        losses.add(kind, message, cue=cue)


def ending_at(document: Document, seconds: float) -> Document:
    """The captions that a film of this length shows: none begins behind its end, or lasts beyond it."""
    end = ticks(Fraction(seconds))
    cues = [replace(cue, end=min(cue.end, end)) for cue in document.cues if cue.start < end]
    return replace(document, cues=cues)
