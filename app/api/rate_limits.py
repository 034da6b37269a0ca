"""Requests per key and minute, counted in memory: one web process serves an instance.

A fixed window is one dictionary entry a key; the usual library starts a timer thread for its expiry, which
costs more than the rest of a request.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from fastapi import Request

from app.core.errors import RateLimited
from app.core.settings import get_settings
from app.services.access import Principal

_WINDOW_SECONDS = 60
_KEPT_AT_MOST = 10_000


class _Window(NamedTuple):
    number: int
    used: int


_windows: dict[str, _Window] = {}


def count(request: Request, who: Principal) -> None:
    """Count a request and leave its headers for the answer; RateLimited when the minute is used up."""
    limit = get_settings().limits.requests_per_minute
    now = int(time.time())
    used = _count(who.key_id or who.account_id, now // _WINDOW_SECONDS)
    reset = (now // _WINDOW_SECONDS + 1) * _WINDOW_SECONDS
    request.scope["state"]["answer_headers"] = {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(max(0, limit - used)),
        "X-RateLimit-Reset": str(reset),
    }
    if used > limit:
        raise RateLimited(
            f"This key has made its {limit} requests of this minute.",
            hint=f"Wait {reset - now} seconds, or use webhooks instead of polling.",
            retry_after=reset - now,
        )


def _count(name: str, number: int) -> int:
    window = _windows.get(name)
    if window is None and len(_windows) >= _KEPT_AT_MOST:
        _windows.clear()
    used = window.used + 1 if window is not None and window.number == number else 1
    _windows[name] = _Window(number, used)
    return used
