"""Times as a TTML file writes them, and the ttp: parameters that say how to read them."""

from __future__ import annotations

from fractions import Fraction

from app.captions.formats.ttml.dialects import Dialect
from app.captions.formats.ttml.writing.boxes import Attributes
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document
from app.captions.model.losses import Losses
from app.captions.timecode.clock_time import format_clock
from app.captions.timecode.smpte import FrameRate, format_timecode

FALLBACK_RATE = Fraction(30000, 1001)
"""Frames a second when frames are asked for and the document states no rate."""

_DROPS = (Fraction(30000, 1001), Fraction(60000, 1001))


class TimeWriter:
    """Writes begin and end in one of three ways: "clock", "frames" or "ticks"."""

    def __init__(self, document: Document, dialect: Dialect, times: str) -> None:
        self.style = "frames" if dialect.frames else times
        self.labels = dialect.frames
        self.said = dialect.rate and (self.style == "frames" or document.frame_rate is not None)
        fps = document.frame_rate or FALLBACK_RATE
        drops = document.drop_frame if document.drop_frame is not None else fps in _DROPS
        self.rate = FrameRate(fps, bool(drops) and fps in _DROPS)

    def parameters(self) -> Attributes:
        """The ttp: attributes of the root element."""
        said: list[tuple[str, str]] = []
        if self.said:
            nominal = self.rate.nominal
            said.append(("ttp:frameRate", str(nominal)))
            ratio = self.rate.fps / nominal
            if ratio == Fraction(1000, 1001):
                said.append(("ttp:frameRateMultiplier", "1000 1001"))
            elif ratio != 1:
                said.append(("ttp:frameRateMultiplier", f"{ratio.numerator} {ratio.denominator}"))
            if self.labels:  # ttp:dropMode means something for SMPTE time only
                said.append(("ttp:dropMode", "dropNTSC" if self.rate.drop else "nonDrop"))
        if self.style == "ticks":
            said.append(("ttp:tickRate", str(TICKS_PER_SECOND)))
        return tuple(said)

    def interval(self, cue: Cue, number: int, losses: Losses) -> Attributes:
        """The begin and end of a cue; a time before zero becomes zero, and is recorded."""
        if cue.start < 0 or cue.end < 0:
            losses.add("timing", "Times before the start of the programme", cue=number)
        begin, end = max(cue.start, 0), max(cue.end, 0)
        if self.style == "frames" and (self._off_frame(begin) or self._off_frame(end)):
            losses.add("frames", "Times between two frames", cue=number)
        if self.style == "frames":
            begin, end = self.rate.snap_span(begin, end)
        return ("begin", self._time(begin)), ("end", self._time(end))

    def within(self, cue: Cue, ticks: int) -> Attributes:
        """The begin of a word so many ticks after that of its cue; none where it begins with it."""
        late = min(max(ticks, 0), max(cue.end - cue.start, 0))
        return (("begin", self._time(late)),) if late else ()

    def _off_frame(self, ticks: int) -> bool:
        return abs(self.rate.snap(ticks) - ticks) > TICKS_PER_SECOND // 2000

    def _time(self, ticks: int) -> str:
        if self.style == "ticks":
            return f"{ticks}t"
        if self.style == "clock":
            return format_clock(ticks)
        if self.labels:
            return format_timecode(ticks, self.rate, ":")
        return f"{self.rate.frame_at(ticks)}f"
