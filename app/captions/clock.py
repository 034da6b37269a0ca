"""Clock times as text: `HH:MM:SS` with a fraction, to and from ticks."""

from __future__ import annotations

from app.captions.document import TICKS_PER_MS, TICKS_PER_SECOND

_HALF_MS = TICKS_PER_MS // 2


def milliseconds(ticks: int) -> int:
    """Ticks as whole milliseconds, halves rounded up; a negative time becomes 0."""
    return (ticks + _HALF_MS) // TICKS_PER_MS if ticks > 0 else 0


def clock(ticks: int, separator: str = ".") -> str:
    """`HH:MM:SS` + separator + milliseconds; hours grow beyond two digits when they must."""
    rest, ms = divmod(milliseconds(ticks), 1000)
    minutes, sec = divmod(rest, 60)
    hours, minutes = divmod(minutes, 60)
    return "%02d:%02d:%02d%s%03d" % (hours, minutes, sec, separator, ms)  # noqa: UP031 - twice as fast here


def from_parts(hours: str | None, minutes: str, sec: str, fraction: str | None = None) -> int:
    """Ticks from the digits of a clock time; `fraction` is a decimal fraction of up to nine digits."""
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(sec)
    if not fraction:
        return whole * TICKS_PER_SECOND
    if len(fraction) == 3:
        return whole * TICKS_PER_SECOND + int(fraction) * TICKS_PER_MS
    return whole * TICKS_PER_SECOND + int(fraction.ljust(9, "0")) * TICKS_PER_SECOND // 1_000_000_000
