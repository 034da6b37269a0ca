"""Times as people and programs write them in tables and transcripts: clock times, timecodes, numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise

from app.captions.formats.shared.timecodes import TimecodeReader, TimecodeWriter
from app.captions.model.document import TICKS_PER_SECOND, Document
from app.captions.model.option import Option, Options
from app.captions.timecode.clock_time import format_clock, milliseconds
from app.core.errors import CaptionError

TIME_UNIT = Option(
    "time_unit",
    "choice",
    "auto",
    "What a time that is a bare number counts; auto goes by the heading, or by the length of the captions.",
    choices=("auto", "seconds", "milliseconds", "frames", "days"),
)
TIME_FORMAT = Option(
    "time_format",
    "choice",
    "clock",
    "How times are written: 00:00:01.500, 00:00:01:12 (frames), or 1.5.",
    choices=("clock", "timecode", "seconds"),
)
_CLOCK = re.compile(
    r"(?:([0-9]{1,3})[:h])?([0-9]{1,3})[:m]([0-9]{1,2})(?:[.,]([0-9]{1,9}))?s?(?: ?([ap])\.?m\.?)?",
    re.IGNORECASE,
)
_TIMECODE = re.compile(r"[0-9]{1,3}[:;][0-9]{1,2}[:;][0-9]{1,2}[:;][0-9]{1,2}")
_NUMBER = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,12}))?(?:[eE]([+-]?[0-9]{1,2}))? ?s?")
_AROUND = "[](){}<>'\u200b\u200e\u200f\u202a\u202b\u202c\ufeff\xa0 \t"
"""What stands around a time in a cell and says nothing: brackets, an apostrophe, marks that nobody sees."""
_PREFIX = re.compile(r"(?:tcr?|time|timecode)[:.]?[ \xa0]?(?=[0-9])", re.IGNORECASE)
_MILLISECONDS = re.compile(r"([0-9]{1,3}:[0-9]{1,2}:[0-9]{1,2}):([0-9]{3})")
_DOTS = re.compile(r"([0-9]{1,2})\.([0-9]{2})\.([0-9]{2})(?:([.,:])([0-9]{1,3}))?")
_PRIMES = re.compile(r"(?:([0-9]{1,2})h ?)?([0-9]{1,3})['’′] ?([0-9]{1,2})(?:\"|[”″]|''|’’)([0-9]{0,3})")
_SPELLED = re.compile(
    r"(?:([0-9]{1,3}) ?(?:h|hrs?|hours?|std)\.? ?)?(?:([0-9]{1,3}) ?(?:m|mins?|minutes?)\.? ?)?"
    r"([0-9]{1,3}(?:[.,][0-9]{1,6})?) ?(?:s|secs?|sek|seconds?|sekunden)\.?",
    re.IGNORECASE,
)
_SPREADSHEET_DAY = datetime(1899, 12, 30)
LONGEST = 1000 * 3600 * TICKS_PER_SECOND
_MINUS = "-\u2212"
"""Before a time that lies before zero, such as one that was shifted."""


def is_time(text: str) -> bool:
    """Whether a text is a clock time or a timecode (and no bare number)."""
    text = text.strip()
    if len(text) > 32 or not any(map(str.isdigit, text)):
        return False
    if _TIMECODE.fullmatch(text) or _CLOCK.fullmatch(text):
        return True
    usual = _usual(text)
    dated = _DOTS.fullmatch(text) is not None and "," not in text
    return usual != text and ":" in usual and not dated and is_time(usual)


def is_time_cell(value: object) -> bool:
    """Whether what a spreadsheet cell holds is a time of day or a duration, and no date."""
    return isinstance(value, time | timedelta) or (isinstance(value, datetime) and value.year <= 1900)


def _usual(text: str) -> str:
    """A time that is written in another way, such as 0.01.02,5 or 1'02" or 1 min 2 s, as 0:01:02.5."""
    text = _PREFIX.sub("", text.strip(_AROUND))
    if found := _MILLISECONDS.fullmatch(text):
        return f"{found[1]}.{found[2]}"
    if found := _DOTS.fullmatch(text):
        frames = found[4] == "." and len(found[5]) == 2
        rest = f"{':' if frames else '.'}{found[5]}" if found[4] else ""
        return f"{found[1]}:{found[2]}:{found[3]}{rest}"
    found = _PRIMES.fullmatch(text) or _SPELLED.fullmatch(text)
    if found is None or (found.re is _SPELLED and not (found[1] or found[2])):
        return text
    rest = f".{found[4]}" if found.re is _PRIMES and found[4] else ""
    return f"{found[1] or 0}:{found[2] or 0}:{found[3]}{rest}"


LONGEST_CAPTION, _SHORTEST_CAPTION = 30.0, 0.02
"""Seconds that no first captions last on average, and a duration in which nothing can be read."""
_LEAST_MILLISECONDS = 200.0
"""What captions last at least, if their numbers are milliseconds: less is no time to read anything."""


def likely_unit(spans: Sequence[tuple[object, object]]) -> str:
    """The unit of bare numbers that gives captions of a likely length: seconds unless they cannot be.

    Whole numbers that would be minutes a caption are milliseconds; parts of one, as spreadsheets keep times
    of day, are days. Times of day that are all whole minutes are “minutes”: somebody typed minutes and
    seconds, which a spreadsheet takes for hours and minutes.
    """
    if _are_minutes(spans):
        return "minutes"
    known = [(bare_number(start), bare_number(end)) for start, end in spans if start not in (None, "")]
    if not known or any(start is None for start, _ in known):
        return "seconds"
    begins = [start for start, _ in known if start is not None]
    ends = [end for _, end in known if end is not None]
    lengths = [end - start for start, end in known if start is not None and end is not None]
    apart = [after - before for before, after in pairwise(begins)]
    if not lengths and not apart:
        return "seconds"
    mean = sum(lengths or apart) / len(lengths or apart)
    highest = max(ends or begins)
    given = [value for span in spans for value in span if value not in (None, "")]
    if lengths and mean > _LEAST_MILLISECONDS and all(_decimals(value) == 0 for value in given):
        return "milliseconds"
    fine = any(_decimals(value) >= _DECIMALS_OF_DAYS for value in given)
    return "days" if fine and highest < 1 and 0 < mean < _SHORTEST_CAPTION else "seconds"


def _are_minutes(spans: Sequence[tuple[object, object]]) -> bool:
    """Whether all times are cells with whole minutes, at both ends of several captions."""
    given = [span for span in spans if span != (None, None)]
    cells = [value for span in given for value in span if isinstance(value, time | timedelta)]
    if len(given) < _ENOUGH or len(cells) < 2 * len(given):
        return False
    return all(_duration(cell) % timedelta(minutes=1) == timedelta() for cell in cells)


_ENOUGH = 3
"""Captions that do not all begin and end on a whole minute by chance."""


def _duration(cell: time | timedelta) -> timedelta:
    """A time of day as what has passed of it."""
    if isinstance(cell, timedelta):
        return cell
    return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)


_DECIMALS_OF_DAYS = 5
"""A second is 0.0000116 of a day; who writes seconds stops at milliseconds."""


def _decimals(value: object) -> int:
    """Decimal places of a number as it is written; a spreadsheet's whole number may be a float."""
    if isinstance(value, float):
        return 0 if value.is_integer() else _DECIMALS_OF_DAYS
    number = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    return len(number[2] or "") - int(number[3] or 0) if number else 0


def bare_number(value: object) -> float | None:
    """The number that a cell holds, without a unit; None when it is none."""
    if isinstance(value, str):
        number = _NUMBER.fullmatch(value.strip().lstrip(_MINUS))
        return float(f"{number[1]}.{number[2] or 0}e{number[3] or 0}") if number else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LONGEST:
        return None
    return float(value)


class LooseTimes:
    """Reads the times of one file; remembers whether any of them counted frames."""

    def __init__(self, options: Options) -> None:
        self.codes = TimecodeReader(options)
        self.unit = options.get("time_unit", "seconds")
        self.framed = False

    def read(self, value: object, line: int = 0) -> int | None:
        """Ticks, or None when this is no time.

        `value` may be text or what a spreadsheet cell holds (number, time of day, duration, date).
        CaptionError `invalid_timecode` for a timecode whose frame the rate does not have.
        """
        ticks = self._text(value.strip(), line) if isinstance(value, str) else self._cell(value)
        return ticks if ticks is not None and abs(ticks) <= LONGEST else None

    def _text(self, text: str, line: int) -> int | None:
        if len(text) > 32:
            return None
        if text[:1] in _MINUS and text[1:2].isdigit():
            after = self._text(text[1:], line)
            return None if after is None else -after
        if _TIMECODE.fullmatch(text):
            self.framed = True
            return self.codes.read(text, line)
        if clock := _CLOCK.fullmatch(text):
            hours, minutes, seconds, rest, half = clock.groups()
            if half:  # of the day, which has twelve hours
                hours = int(hours or 0) % 12 + (12 if half in "pP" else 0)
            whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
            return round(Fraction(f"{whole}.{rest or 0}") * TICKS_PER_SECOND) if int(seconds) < 60 else None
        if number := _NUMBER.fullmatch(text):
            return self._number(Fraction(f"{number[1]}.{number[2] or 0}e{number[3] or 0}"))
        usual = _usual(text)
        return self._text(usual, line) if usual != text else None

    def _cell(self, value: object) -> int | None:
        if isinstance(value, datetime):
            value = value.replace(tzinfo=None) - _SPREADSHEET_DAY
        if isinstance(value, time | timedelta):
            passed = _duration(value) / (60 if self.unit == "minutes" else 1)
            return passed // timedelta(microseconds=1) * (TICKS_PER_SECOND // 1_000_000)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12:
            return self._number(Fraction(str(value)))
        return None

    def _number(self, value: Fraction) -> int:
        if self.unit == "frames":
            self.framed = True
            return self.codes.rate.ticks_at(round(value))
        if self.unit == "days":
            return round(value * 86_400_000) * (TICKS_PER_SECOND // 1000)
        return round(value * TICKS_PER_SECOND / (1000 if self.unit == "milliseconds" else 1))

    def stamp(self, document: Document) -> None:
        """Write down the frame rate, when times were counted in it."""
        if self.framed:
            self.codes.stamp(document)


class TimeWriter:
    """Writes times in the chosen form."""

    def __init__(self, document: Document, options: Options) -> None:
        self.form = options.get("time_format", "clock")
        self.stamps = TimecodeWriter(document) if self.form == "timecode" else None

    def span(self, start: int, end: int) -> tuple[str, str]:
        """Both ends of a cue. CaptionError `negative_time` for timecodes before zero."""
        if self.stamps is not None:
            return self.stamps.span(start, end)
        return self.one(start), self.one(end)

    def one(self, ticks: int) -> str:
        """A single time."""
        if self.stamps is not None:
            return self.stamps.write(ticks)
        if self.form == "seconds":
            ms = milliseconds(ticks)
            return f"{ms // 1000}.{ms % 1000:03}"
        return format_clock(ticks)


def no_times(kind: str) -> CaptionError:
    """The error for a table or text in which no time was found."""
    return CaptionError(
        f"No times were found in this {kind}.",
        code="no_times",
        hint="Name the columns Start, End and Text, and write times as 00:00:01.500, 00:00:01:12 or seconds.",
        rejected=True,
    )
