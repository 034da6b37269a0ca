"""Clock times as text: `HH:MM:SS` with a fraction, to and from ticks.

A film has thousands of them, so the few strings and numbers they are made of are looked up, not computed.
"""

from __future__ import annotations

from functools import lru_cache

from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND

_HALF_MS = TICKS_PER_MS // 2
_TWO = [f"{number:02}" for number in range(60)]
_THREE = [f"{number:03}" for number in range(1000)]
_SECONDS = {text: number for number in range(60) for text in (f"{number:02}", str(number))}
SECOND_TICKS = {f"{number:02}": number * TICKS_PER_SECOND for number in range(60)}
"""Ticks of the two digits of seconds; those up to 59."""
_MILLISECONDS = {f"{number:03}": number * TICKS_PER_MS for number in range(1000)}
_FRACTIONS = _MILLISECONDS | {f"{number:02}": number * 10 * TICKS_PER_MS for number in range(100)}


def milliseconds(ticks: int) -> int:
    """Ticks as whole milliseconds, halves rounded up; a negative time becomes 0."""
    return (ticks + _HALF_MS) // TICKS_PER_MS if ticks > 0 else 0


def format_clock(ticks: int, separator: str = ".", decimals: int = 3, hour_digits: int = 2) -> str:
    """`HH:MM:SS` + separator + a fraction of `decimals` digits (0 to 3, with 0 no separator either).

    Hours have at least `hour_digits` digits and grow when they must; with 0 there are none, and the minutes
    count on. A negative time becomes 0.
    """
    ms = (ticks + _HALF_MS) // TICKS_PER_MS if ticks > 0 else 0
    if decimals == 3 and hour_digits == 2:
        return f"{_hh_mm(ms // 60_000)}{_TWO[ms // 1000 % 60]}{separator}{_THREE[ms % 1000]}"
    unit: int = 10 ** (3 - decimals)
    ms = (ms + unit // 2) // unit * unit
    fraction = separator + _THREE[ms % 1000][:decimals] if decimals else ""
    return f"{_hh_mm(ms // 60_000, hour_digits)}{_TWO[ms // 1000 % 60]}{fraction}"


@lru_cache(maxsize=4096)
def _hh_mm(minutes: int, hour_digits: int = 2) -> str:
    hours = f"{minutes // 60:0{hour_digits}}:" if hour_digits else ""
    return f"{hours}{minutes % 60 if hour_digits else minutes:02}:"


class _ToTheMinute(dict[int, str]):
    """`HH:MM:` of whole minutes, made when asked; a film has a few hundred."""

    def __missing__(self, minutes: int) -> str:
        text = f"{minutes // 60:02}:{minutes % 60:02}:"
        if len(self) < 10_000:
            self[minutes] = text
        return text


class _ToTheMinuteWithShortHours(dict[int, str]):
    """`H:MM:` of whole minutes, made when asked."""

    def __missing__(self, minutes: int) -> str:
        text = f"{minutes // 60}:{minutes % 60:02}:"
        if len(self) < 10_000:
            self[minutes] = text
        return text


class _FromTheMinute(dict[str, int]):
    """Ticks of `HH:MM`, made when asked."""

    def __missing__(self, text: str) -> int:
        ticks = (int(text[:2]) * 60 + int(text[3:])) * 60 * TICKS_PER_SECOND
        if len(self) < 10_000:
            self[text] = ticks
        return ticks


_HH_MM = _ToTheMinute()
_H_MM = _ToTheMinuteWithShortHours()
MINUTE_TICKS = _FromTheMinute()
MILLISECOND_TICKS = _MILLISECONDS


def clock_with_point(ticks: int) -> str:
    """`HH:MM:SS.mmm` of a time, as `format_clock` gives it by default, in half the time."""
    if ticks < 0:
        return "00:00:00.000"
    ms = (ticks + _HALF_MS) // TICKS_PER_MS
    whole = ms // 1000
    return f"{_HH_MM[whole // 60]}{_TWO[whole % 60]}.{_THREE[ms - whole * 1000]}"


def span_with_points(start: int, end: int) -> str:
    """`HH:MM:SS.mmm --> HH:MM:SS.mmm`, as WebVTT has it; in one go, because a film has thousands."""
    if start < 0 or end < 0:
        return f"{clock_with_point(start)} --> {clock_with_point(end)}"
    ms1, ms2 = (start + _HALF_MS) // TICKS_PER_MS, (end + _HALF_MS) // TICKS_PER_MS
    s1, s2 = ms1 // 1000, ms2 // 1000
    return (
        f"{_HH_MM[s1 // 60]}{_TWO[s1 % 60]}.{_THREE[ms1 - s1 * 1000]} --> "
        f"{_HH_MM[s2 // 60]}{_TWO[s2 % 60]}.{_THREE[ms2 - s2 * 1000]}"
    )


def clock_to_hundredths(ticks: int) -> str:
    """`H:MM:SS.cc` of a time, as `format_clock` gives it with two decimals and one digit for the hours."""
    if ticks < 0:
        return "0:00:00.00"
    hundredths = ((ticks + _HALF_MS) // TICKS_PER_MS + 5) // 10
    minutes, rest = divmod(hundredths, 6000)
    return _H_MM[minutes] + _SECONDS_HUNDREDTHS[rest]


def clock_ticks(hours: str | None, minutes: str, sec: str, fraction: str | None = None) -> int:
    """Ticks from the digits of a clock time; `fraction` is a decimal fraction of up to nine digits."""
    known = _SECONDS.get(sec)
    whole = _minutes(hours, minutes) + (int(sec) if known is None else known)
    if not fraction:
        return whole * TICKS_PER_SECOND
    part = _FRACTIONS.get(fraction)
    if part is None:
        part = int(fraction.ljust(9, "0")) * TICKS_PER_SECOND // 1_000_000_000
    return whole * TICKS_PER_SECOND + part


_HOURS_MINUTES = {
    f"{minutes // 60}:{minutes % 60:02}:": minutes * 60 * TICKS_PER_SECOND for minutes in range(600)
}
_SECONDS_HUNDREDTHS = [f"{number // 100:02}.{number % 100:02}" for number in range(6000)]
_HUNDREDTHS = {text: number * 10 * TICKS_PER_MS for number, text in enumerate(_SECONDS_HUNDREDTHS)}


def usual_clock_ticks(text: str) -> int | None:
    """Ticks of `H:MM:SS.cc` below ten hours, looked up; None for any other text."""
    whole, part = _HOURS_MINUTES.get(text[:5]), _HUNDREDTHS.get(text[5:])
    return None if whole is None or part is None else whole + part


_HOURS_MINUTES |= {f"0{text}": known for text, known in _HOURS_MINUTES.items()}
_SECONDS_POINT = {f"{text}.": known for text, known in SECOND_TICKS.items()}


def full_clock_ticks(text: str) -> int | None:
    """Ticks of `HH:MM:SS.mmm` below ten hours, looked up; None for any other text."""
    whole, sec = _HOURS_MINUTES.get(text[:6]), _SECONDS_POINT.get(text[6:9])
    part = MILLISECOND_TICKS.get(text[9:])
    return None if whole is None or sec is None or part is None else whole + sec + part


@lru_cache(maxsize=4096)
def _minutes(hours: str | None, minutes: str) -> int:
    """Seconds in so many hours and minutes."""
    return (int(hours or 0) * 60 + int(minutes)) * 60
