"""Requests per key and minute, counted in memory: one web process serves an instance."""

from __future__ import annotations

import time
from functools import cache

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.core.errors import RateLimited
from app.core.settings import get_settings
from app.services.keys import Principal

_limiter = FixedWindowRateLimiter(MemoryStorage())


@cache
def _limit() -> RateLimitItem:
    return RateLimitItemPerMinute(get_settings().limits.requests_per_minute)


def count(request: Request, who: Principal) -> None:
    """Count a request and leave its headers for the answer; RateLimited when the minute is used up."""
    name = who.key_id or who.account_id
    allowed = _limiter.hit(_limit(), name)
    reset, remaining = _limiter.get_window_stats(_limit(), name)
    request.scope["state"]["rate_headers"] = {
        "X-RateLimit-Limit": str(_limit().amount),
        "X-RateLimit-Remaining": str(max(0, remaining)),
        "X-RateLimit-Reset": str(int(reset)),
    }
    if not allowed:
        wait = max(1, round(reset - time.time()))
        raise RateLimited(
            f"This key has made its {_limit().amount} requests of this minute.",
            hint=f"Wait {wait} seconds, or use webhooks instead of polling.",
            retry_after=wait,
        )
