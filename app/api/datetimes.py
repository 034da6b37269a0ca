"""Query parameters that are ISO 8601 dates and date-times; bare numbers are refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

_NUMBER = re.compile(r"\s*[-+]?[\d.]+(e[-+]?\d+)?\s*", re.IGNORECASE)


def _text(value: Any) -> Any:
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        raise ValueError("write it as in 2026-11-22 or 2026-11-22T12:00:00Z")
    return value


def _in_utc(value: datetime) -> datetime:
    """The moment in UTC. One that lies in year 0 or 10000 there is the calendar's first or last moment."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        edge = datetime.min if value.year < 5000 else datetime.max
        return edge.replace(tzinfo=UTC)


DateTime = Annotated[datetime, BeforeValidator(_text), AfterValidator(_in_utc)]
Day = Annotated[date, BeforeValidator(_text)]
