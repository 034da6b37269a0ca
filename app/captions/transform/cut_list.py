"""Segment conform: cut a document to a list of segments and put the pieces on a new timeline.

The list is JSON, in the order of the new timeline, and nothing in it has to be worked out by hand: a `file`
segment takes what lies between two times of the source, a `black` segment leaves a pause (a break, a leader).

    {
      "start": "00:00:00:00",
      "segments": [
        {"type": "file", "in": "01:00:00;00", "out": "01:12:07;28"},
        {"type": "black", "duration": "00:00:02;00"},
        {"type": "file", "in": "01:12:12;28", "duration": "00:07:52;24"}
      ]
    }

Times are timecodes ("HH:MM:SS:FF", ";FF" for drop-frame, or "HH:MM:SS.mmm"). `out` is the first frame that is
no longer in; a file segment has `out` or `duration`. `start` (default zero) is where the new timeline begins.
A bare list of segments is accepted too.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, Literal

from app.captions.model.document import Cue, Document
from app.captions.model.karaoke import clipped, moved
from app.captions.model.losses import Losses
from app.captions.model.word_timings import Word, with_words, words_of
from app.captions.timecode.smpte import FrameRate, parse_timecode
from app.core.errors import CaptionError, Invalid

MOST_SEGMENTS = 1000
MOST_PIECES = 2_000_000


@dataclass(frozen=True, slots=True)
class Segment:
    """`start` and `end` in ticks of the source for "file"; for "black" only their difference counts."""

    kind: Literal["file", "black"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CutList:
    """The segments in the order of the new timeline, which begins at `start` ticks."""

    segments: tuple[Segment, ...]
    start: int = 0


def parse_cut_list(data: Any, rate: FrameRate) -> CutList:
    """Check and read the JSON form above (already parsed).

    Raises Invalid, with `errors` naming each wrong field, and CaptionError `invalid_timecode`.
    """
    body = {"segments": data} if isinstance(data, list) else data
    listed = body.get("segments") if isinstance(body, dict) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_SEGMENTS:
        raise _invalid("segments", f"A cut list needs 1 to {MOST_SEGMENTS} segments.")
    start = parse_timecode(str(body.get("start", "00:00:00:00")), rate)
    return CutList(tuple(_segment(item, f"segments[{i}]", rate) for i, item in enumerate(listed)), start)


def conform_segments(
    document: Document, cut_list: CutList, shortest: int = 0, losses: Losses | None = None
) -> Document:
    """Move every cue to where its part of the source went; what lies outside all segments is left out.

    A cue across a cut is cut with it; a piece shorter than `shortest` ticks is left out too. Where two
    segments continue one another without a pause, the pieces of a cue become one again.
    """
    source = _Source(document.cues)
    source.check(cut_list.segments)
    placed: list[Cue] = []
    latest: dict[int, int] = {}
    cursor = cut_list.start
    for segment in cut_list.segments:
        if segment.kind == "file":
            for number, cue in source.within(segment):
                piece = _piece(cue, segment, cursor, shortest)
                if piece is not None:
                    _place(placed, latest, number, piece)
        cursor += segment.end - segment.start
    if losses is not None:
        for number in range(1, len(document.cues) + 1):
            if number not in latest:
                message = "A cue lies in no segment of the cut list, or too little of it does."
                losses.add("outside_segments", message, cue=number)
    cues = [replace(c, karaoke=clipped(c.karaoke, c.end - c.start)) if c.karaoke else c for c in placed]
    return replace(document, cues=cues, start_timecode=cut_list.start)


class _Source:
    """The cues by start, with the furthest end so far, so that a segment finds its cues by bisection."""

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.cues = sorted(enumerate(cues, 1), key=lambda item: item[1].start)
        self.starts = [cue.start for _, cue in self.cues]
        self.furthest = list(accumulate((cue.end for _, cue in self.cues), max))

    def within(self, segment: Segment) -> Iterator[tuple[int, Cue]]:
        first, last = self._range(segment)
        return (item for item in self.cues[first:last] if _touches(item[1], segment))

    def _range(self, segment: Segment) -> tuple[int, int]:
        return bisect_left(self.furthest, segment.start), bisect_left(self.starts, segment.end)

    def check(self, segments: Sequence[Segment]) -> None:
        """Refuse before the work begins what would never end; CaptionError `limit_pieces`."""
        ranges = (self._range(segment) for segment in segments if segment.kind == "file")
        if sum(max(last - first, 0) for first, last in ranges) > MOST_PIECES:
            raise CaptionError(
                f"The cut list would make more than {MOST_PIECES:,} pieces.",
                code="limit_pieces",
                hint="Use fewer segments, or segments that do not repeat the same part of the source.",
                rejected=True,
            )


def _touches(cue: Cue, segment: Segment) -> bool:
    return cue.end > segment.start or cue.start >= segment.start


def _piece(cue: Cue, segment: Segment, cursor: int, shortest: int) -> Cue | None:
    start, end = max(cue.start, segment.start), min(cue.end, segment.end)
    if cue.end > cue.start and end - start < max(shortest, 1):
        return None
    move = cursor - segment.start
    karaoke = moved(cue.karaoke, 0, cue.start - start)
    said = [
        Word(max(w.start, start) + move, min(w.end, end) + move, w.text, w.confidence)
        for w in words_of(cue)
        if w.start < end and w.end > start
    ]
    return replace(
        cue, start=start + move, end=end + move, karaoke=karaoke, extras=with_words(cue.extras, said)
    )


def _place(placed: list[Cue], latest: dict[int, int], number: int, piece: Cue) -> None:
    """Append a piece, or join it to the same cue's last piece when it goes on exactly where that ended."""
    at = latest.get(number)
    if at is not None and placed[at].end == piece.start:
        said = [*words_of(placed[at]), *words_of(piece)]
        placed[at] = replace(placed[at], end=piece.end, extras=with_words(piece.extras, said))
        return
    latest[number] = len(placed)
    placed.append(piece)


def _segment(item: Any, where: str, rate: FrameRate) -> Segment:
    kind = item.get("type") if isinstance(item, dict) else None
    if kind == "black":
        return Segment("black", 0, _time(item, "duration", where, rate))
    if kind != "file":
        raise _invalid(f"{where}.type", "A segment's type is “file” or “black”.")
    start = _time(item, "in", where, rate)
    end = _time(item, "out", where, rate) if "out" in item else start + _time(item, "duration", where, rate)
    if end <= start:
        raise _invalid(f"{where}.out", "A segment has to end after it begins.")
    return Segment("file", start, end)


def _time(item: dict[str, Any], name: str, where: str, rate: FrameRate) -> int:
    if not isinstance(item.get(name), str):
        raise _invalid(f"{where}.{name}", f"“{name}” is missing; write it as a timecode, HH:MM:SS:FF.")
    return parse_timecode(item[name], rate)


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(
        f"The cut list is wrong at {field}. {message}",
        code="invalid_cut_list",
        hint='Example: [{"type": "file", "in": "01:00:00:00", "out": "01:10:00:00"}].',
        errors=[{"field": field, "message": message}],
        rejected=True,
    )
