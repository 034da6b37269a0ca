"""Days and times as ISO 8601 text; a bare number, which could mean anything, is refused."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

_NUMBER = re.compile(r"\s*[-+]?[\d.]+(e[-+]?\d+)?\s*", re.IGNORECASE)


def _text(value: Any) -> Any:
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        raise ValueError("write it as in 2026-11-22 or 2026-11-22T12:00:00Z")
    return value


Moment = Annotated[datetime, BeforeValidator(_text)]
Day = Annotated[date, BeforeValidator(_text)]
