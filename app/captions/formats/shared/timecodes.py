"""Timecode for the formats that count frames: their rate, and clear errors when it does not fit."""

from __future__ import annotations

from fractions import Fraction

from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.timecode.smpte import (
    FrameRate,
    format_timecode,
    frame_rate,
    parse_rate,
    parse_timecode,
    rate_of,
)
from app.core.errors import CaptionError

_USUAL = parse_rate("29.97 DF")


def reading_rate(options: Options) -> FrameRate:
    """What the reader of a format without a stated rate counts in."""
    fps = options.get("frame_rate")
    return _USUAL if fps is None else frame_rate(Fraction(fps), bool(options.get("drop_frame")))


def writing_rate(document: Document) -> FrameRate:
    """What the writer counts in: the document's rate, which a conversion always sets."""
    return rate_of(document, _USUAL)


_USUAL_RATES = ("23.976", "24", "25", "29.97", "30", "50", "59.94")
ASSUMED = "rate_is_assumed"
"""Among a reader's options: nobody has said the frame rate, so what counts in it has to tell."""


def note_assumed_rate(document: Document, rate: FrameRate) -> None:
    """Tell that frames were counted at a rate that neither the file nor anybody else says."""
    message = (
        f"The file does not say its frame rate: read at {rate.label}. If times drift, name the right one: "
        "23.976, 24, 25, 29.97 or 30, for example."
    )
    rates = (rate.label.split()[0], *_USUAL_RATES)
    document.add_issue("frame_rate_assumed", message, option="source_frame_rate", choices=rates)


class TimecodeReader:
    """Reads the timecodes of one file; the first ";" settles that the whole file is drop-frame."""

    def __init__(self, options: Options) -> None:
        self.rate = reading_rate(options)
        self._assumed = bool(options.get(ASSUMED))
        self._known: dict[str, int] = {}

    def read(self, text: str, line: int) -> int:
        """Ticks of a timecode; CaptionError `invalid_timecode` naming the line."""
        found = self._known.get(text)
        if found is None:
            self._assumed = self._assumed and ";" not in text
            if ";" in text and not self.rate.drop and self.rate.nominal in (30, 60):
                self.rate = frame_rate(self.rate.fps if self.rate.fps.denominator > 1 else self._ntsc(), True)
            found = self._known[text] = self._parse(text, line)
        return found

    def _parse(self, text: str, line: int) -> int:
        try:
            return parse_timecode(text, self.rate)
        except CaptionError as error:
            raise CaptionError(
                f"Line {line}: {error.message}",
                code=error.code,
                hint="Choose the source frame rate that the file was made with (source_frameRate).",
                rejected=True,
                line=line,
            ) from error

    def _ntsc(self) -> Fraction:
        return Fraction(self.rate.nominal * 1000, 1001)

    def stamp(self, document: Document) -> None:
        """Write down in the document what its times were counted in, and whether that is only assumed."""
        document.frame_rate, document.drop_frame = self.rate.fps, self.rate.drop
        if self._assumed:
            note_assumed_rate(document, self.rate)


class TimecodeWriter:
    """Writes the timecodes of one file."""

    def __init__(self, document: Document, separator: str | None = None) -> None:
        self.rate = writing_rate(document)
        self._separator = separator

    def write(self, ticks: int) -> str:
        """The timecode of the nearest frame."""
        return format_timecode(ticks, self.rate, self._separator)

    def span(self, start: int, end: int) -> tuple[str, str]:
        """Both ends of a cue; one that would lose its length to rounding keeps a frame."""
        first, last = self.rate.snap_span(start, end)
        return self.write(first), self.write(last)
