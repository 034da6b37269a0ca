"""Edits of a document that a job may ask for beside incode, frame rates and offset, as one JSON object.

    {
      "segments": [{"type": "file", "in": "01:00:00:00", "out": "01:10:00:00"}],
      "sync": [{"from": "00:00:10:00", "to": "00:00:11:00"}, {"from": "00:50:00:00", "to": "00:50:02:12"}],
      "merge": {"characters": 84, "seconds": 7, "gap": 0.2},
      "dialogue": {"line_length": 42, "seconds": 7, "gap": 0.5, "shorter_than": 1.5},
      "split": {"characters": 84, "seconds": 7},
      "wrap": {"line_length": 42, "lines": 2},
      "gaps": {"frames": 2, "close_below": 0.5},
      "snap": true
    }

All are optional, and they are done in this order. `segments` is a cut list in the source's own times, see
`app.captions.transform.cut_list`, so it comes before everything else that changes times; the others come
after. `gap`, `seconds` and `close_below` are seconds, times are timecodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.captions.model.document import TICKS_PER_SECOND, Document, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import FrameRate, parse_timecode
from app.captions.transform.cut_list import CutList, conform_segments, parse_cut_list
from app.captions.transform.reflow import merge, split, wrap
from app.captions.transform.retime import close_gaps, snap_to_frames, two_point_sync
from app.captions.transform.shared_captions import with_shared_captions
from app.captions.transform.text_repair import parse_repairs, with_repairs
from app.core.errors import Invalid

Numbers = dict[str, float]
_NAMES = ("segments", "sync", "merge", "dialogue", "split", "wrap", "gaps", "snap", "text")
_NUMBERS: dict[str, dict[str, tuple[float, float, float]]] = {
    "merge": {"characters": (84, 1, 1000), "seconds": (7, 0.1, 600), "gap": (0.2, 0, 60)},
    "dialogue": {
        "line_length": (42, 5, 1000),
        "seconds": (7, 0.1, 600),
        "gap": (0.5, 0, 60),
        "shorter_than": (1.5, 0, 60),
    },
    "split": {"characters": (84, 5, 1000), "seconds": (0, 0, 600)},
    "wrap": {"line_length": (42, 5, 1000), "lines": (2, 1, 20)},
    "gaps": {"frames": (2, 0, 60), "close_below": (0, 0, 10)},
}
"""For each edit its numbers: what they are when left out, and their least and greatest value."""
SHORTEST_PIECE = ticks("0.2")
"""A piece of a caption that a cut leaves shorter than this cannot be read and is left out."""


@dataclass(frozen=True, slots=True)
class Edits:
    """The edits that were asked for; None for one that was not."""

    segments: CutList | None = None
    sync: tuple[tuple[int, int], tuple[int, int]] | None = None
    merge: Numbers | None = None
    dialogue: Numbers | None = None
    split: Numbers | None = None
    wrap: Numbers | None = None
    gaps: Numbers | None = None
    snap: bool = False
    text: Mapping[str, Any] | None = None

    def cut(self, document: Document, losses: Losses) -> Document:
        """The document cut to the segments, in its own times."""
        if self.segments is None:
            return document
        return conform_segments(document, self.segments, SHORTEST_PIECE, losses)

    def repair(self, document: Document, language: str | None = None) -> tuple[Document, int]:
        """The document with its text repaired as asked, and how many captions that changed.

        `language` is that of a document that does not say its own.
        """
        return (document, 0) if self.text is None else with_repairs(document, self.text, language)

    def shape(self, document: Document, rate: FrameRate) -> Document:
        """All the other edits, once the document has its new times and this rate."""
        if self.sync is not None:
            document = two_point_sync(document, *self.sync)
        if self.merge is not None:
            document = merge(
                document, int(self.merge["characters"]), *_durations(self.merge, "seconds", "gap")
            )
        if self.dialogue is not None:
            longest, gap, short = _durations(self.dialogue, "seconds", "gap", "shorter_than")
            width = int(self.dialogue["line_length"])
            document = with_shared_captions(document, width, longest=longest, gap=gap, short=short)
        if self.split is not None:
            document = split(document, int(self.split["characters"]), *_durations(self.split, "seconds"))
        if self.wrap is not None:
            document = wrap(document, int(self.wrap["line_length"]), int(self.wrap["lines"]))
        if self.gaps is not None:
            minimum = int(self.gaps["frames"]) * rate.ticks_per_frame
            document = close_gaps(document, minimum, *_durations(self.gaps, "close_below"))
        return snap_to_frames(document, rate) if self.snap else document


def parse_edits(data: Any, source: FrameRate, target: FrameRate) -> Edits:
    """Check and read the JSON form; cut lists count in `source`, sync points in `target`.

    Raises Invalid with `errors` naming each wrong field, and CaptionError `invalid_timecode`.
    """
    if not isinstance(data, Mapping):
        raise _invalid("edits", "Edits are an object.")
    for name in data:
        if name not in _NAMES:
            raise _invalid(f"edits.{str(name)[:40]}", f"There is no edit “{str(name)[:40]}”.")
    numbers = {name: _numbers(data[name], name) for name in _NUMBERS if data.get(name) is not None}
    if not isinstance(data.get("snap", False), bool):
        raise _invalid("edits.snap", "“snap” is true or false.")
    return Edits(
        segments=parse_cut_list(data["segments"], source) if data.get("segments") is not None else None,
        sync=_points(data["sync"], target) if data.get("sync") is not None else None,
        snap=data.get("snap", False),
        text=parse_repairs(data["text"]) if data.get("text") is not None else None,
        **numbers,
    )


def _numbers(given: Any, name: str) -> Numbers:
    if given is True:
        given = {}
    if not isinstance(given, Mapping):
        raise _invalid(f"edits.{name}", f"“{name}” is true or an object of numbers.")
    known = _NUMBERS[name]
    for key, value in given.items():
        where = f"edits.{name}.{str(key)[:40]}"
        if key not in known:
            raise _invalid(where, f"“{name}” has no number “{str(key)[:40]}”.")
        _, least, most = known[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise _invalid(where, f"“{key}” has to be a number from {least:g} to {most:g}.")
    return {key: given.get(key, usual) for key, (usual, _, _) in known.items()}


def _durations(numbers: Numbers, *names: str) -> list[int]:
    return [round(numbers[name] * 1000) * (TICKS_PER_SECOND // 1000) for name in names]


def _points(given: Any, rate: FrameRate) -> tuple[tuple[int, int], tuple[int, int]]:
    points = []
    for index, point in enumerate(given if isinstance(given, list) else ()):
        if not isinstance(point, Mapping) or not all(isinstance(point.get(k), str) for k in ("from", "to")):
            raise _invalid(f"edits.sync[{index}]", "A sync point has two timecodes, “from” and “to”.")
        points.append((parse_timecode(point["from"], rate), parse_timecode(point["to"], rate)))
    if len(points) != 2:
        raise _invalid("edits.sync", "“sync” is a list of two points.")
    return points[0], points[1]


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(
        message,
        code="invalid_edits",
        hint=f"Use any of: {', '.join(_NAMES)}; see docs/timing.md.",
        errors=[{"field": field, "message": message}],
        rejected=True,
    )
