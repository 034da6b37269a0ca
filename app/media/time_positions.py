"""A place in a media file as people write it: seconds, a clock time, or a percentage."""

from __future__ import annotations

import re

from app.core.errors import MediaError

DEFAULT = "25%"
LAST_FRAME = 0.1
"""Seconds before the end that are still sure to have a picture."""


def position(timestamp: str | float | None, duration: float) -> float:
    """Seconds from the start for `timestamp`: 12.5, "12.5", "1:02.5", "0:01:02.5" or "25%" (the default).

    Raises MediaError `invalid_option` for anything else and for a place beyond the end.
    """
    text = DEFAULT if timestamp is None or timestamp == "" else str(timestamp).strip()
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text):
        seconds = float(found[1]) / 100 * duration
    elif found := re.fullmatch(r"(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:\.\d+)?)", text):
        hours, minutes, rest = (float(part or 0) for part in found.groups())
        seconds = hours * 3600 + minutes * 60 + rest
    else:
        raise _invalid(f"“{text}” is not a place in a file", "Write seconds (12.5), a time (0:01:02) or 25%.")
    if seconds > duration:
        raise _invalid(
            f"The place asked for ({seconds:g} s) lies beyond the end of the file ({duration:.1f} s)",
            "Choose an earlier place, or a percentage of the duration such as 25%.",
        )
    return max(min(seconds, duration - LAST_FRAME), 0.0)


def within(name: str, value: float, least: float, most: float) -> None:
    """MediaError `invalid_option` unless `least` <= `value` <= `most`."""
    if not least <= value <= most:
        raise _invalid(f"{name} {value:g} is out of range", f"Use a value from {least:g} to {most:g}.", name)


def _invalid(message: str, hint: str, option: str = "timestamp") -> MediaError:
    return MediaError(message + ".", code="invalid_option", hint=hint, rejected=True, option=option)
