"""Rate limits of requests per key and minute, with their headers."""

from __future__ import annotations

from fastapi import Request
from limits import RateLimitItemPerMinute

from app.core.errors import RateLimited
from app.core.limits import rate_limiter
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.accounts import refused_requests, sign_in_attempts


async def count(request: Request, who: Principal) -> None:
    """Count a request and leave its headers for the answer; RateLimited when the minute is used up."""
    limit = RateLimitItemPerMinute(get_settings().limits.requests_per_minute)
    window = await rate_limiter.hit_batched(limit, "api", who.key_id or who.account_id)
    request.scope["state"]["answer_headers"] = {
        "X-RateLimit-Limit": str(window.limit),
        "X-RateLimit-Remaining": str(max(0, window.limit - window.used)),
        "X-RateLimit-Reset": str(window.ends),
    }
    if window.over:
        if window.used == window.limit + 1:
            await refused_requests.record_refusal("api", who.label, address(request), who.account_id)
        raise RateLimited(
            f"This key has made its {window.limit} requests of this minute.",
            hint=f"Wait {window.wait} seconds, or use webhooks instead of polling.",
            retry_after=window.wait,
        )


def address(request: Request) -> str:
    """Where a request comes from, as one address for counting."""
    return sign_in_attempts.network(request.client.host if request.client else "")
