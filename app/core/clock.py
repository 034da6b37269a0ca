"""The clock: current UTC time, which tests can move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_offset = timedelta()


def now() -> datetime:
    """The current time, timezone-aware, in UTC."""
    return datetime.now(UTC) + _offset


def advance(seconds: float) -> None:
    """Move this process's clock forward; tests only."""
    global _offset
    _offset += timedelta(seconds=seconds)


def reset() -> None:
    """Back to the real time; tests only."""
    global _offset
    _offset = timedelta()


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z, whole seconds kept short."""
    if moment is None:
        return None
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.replace("+00:00", "Z")
