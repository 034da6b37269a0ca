"""The clocks: UTC time, which can be set at any moment, and one that only goes on; tests move both."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

_offset = timedelta()
_passed = 0.0


def now() -> datetime:
    """The current time, timezone-aware, in UTC."""
    return datetime.now(UTC) + _offset


def monotonic() -> float:
    """Seconds that pass evenly, whatever is done to the time of day."""
    return time.monotonic() + _passed


def advance(seconds: float) -> None:
    """Let time pass for this process; tests only."""
    global _passed
    set_forward(seconds)
    _passed += seconds


def set_forward(seconds: float) -> None:
    """Set this process's time of day forward, or back; tests only."""
    global _offset
    _offset += timedelta(seconds=seconds)


def reset() -> None:
    """Back to the real time; tests only."""
    global _offset, _passed
    _offset, _passed = timedelta(), 0.0


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z, whole seconds kept short."""
    if moment is None:
        return None
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")
