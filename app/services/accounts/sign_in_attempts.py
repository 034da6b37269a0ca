"""Rate limits of sign-in attempts: 5 a minute, 10 in 15 minutes, 20 an hour.

Wrong passwords are counted for the account at one address, for the account from everywhere, and for the
address. A browser that has signed in before carries a signed device cookie and is counted by itself: whoever
tries passwords elsewhere cannot keep the owner out of it. The longest wait is an hour, and a one-time link
from the server (`cuedeck sign-in-link`) works at any time.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem, parse_many

from app.core.errors import RateLimited
from app.core.limits import rate_limiter
from app.services.accounts import refused_requests

BY_EMAIL_AND_ADDRESS = parse_many("5/minute;10/15 minutes;20/hour")
BY_EMAIL = parse_many("30/15 minutes;60/hour")
BY_ADDRESS = parse_many("20/minute;100/hour")
WRONG_SECRETS = parse_many("120/minute")
_Count = tuple[RateLimitItem, str]


class PasswordAttempt:
    """One try of a password: counted before it is checked, so that many at once are no way around it."""

    def __init__(self, email: str, address: str, device: str | None = None) -> None:
        self._email, self._address = email.strip().lower(), network(address)
        self._here = [
            (item, f"here {self._email} {device or self._address}") for item in BY_EMAIL_AND_ADDRESS
        ]
        self._wide: list[_Count] = []
        if device is None:
            self._wide += [(item, f"anywhere {self._email}") for item in BY_EMAIL]
            self._wide += [(item, f"address {self._address}") for item in BY_ADDRESS]

    async def begin(self, kind: str = "sign_in") -> None:
        """Count it; RateLimited when there were too many."""
        for item, name in (*self._here, *self._wide):
            window = await rate_limiter.hit(item, "password", name)
            if window.over:
                if window.used == window.limit + 1:
                    await refused_requests.record_refusal(kind, self._email, self._address)
                raise RateLimited(
                    "There were too many wrong passwords.",
                    hint=f"Try again in {_duration(window.wait)}, or use a one-time link, which the owner of "
                    "the server makes with: cuedeck sign-in-link",
                    retry_after=window.wait,
                )

    async def right(self) -> None:
        """It was right: forget the wrong ones before it here, and take this one back elsewhere."""
        for item, name in self._here:
            await rate_limiter.clear(item, "password", name)
        for item, name in self._wide:
            await rate_limiter.undo_hit(item, "password", name)


async def wrong_secret(address: str, what: str) -> None:
    """Count a link or key that was never made here; RateLimited when an address has tried too many."""
    where = network(address)
    for item in WRONG_SECRETS:
        window = await rate_limiter.hit(item, "secret", where)
        if window.over:
            if window.used == window.limit + 1:
                await refused_requests.record_refusal("secret", what, where)
            raise RateLimited(
                "Too many links or keys from this address were wrong.",
                hint=f"Try again in {_duration(window.wait)}.",
                retry_after=window.wait,
            )


def network(address: str) -> str:
    """What counts as one address: an IPv6 subscriber has a whole /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found)


def _duration(seconds: int) -> str:
    if seconds < 120:
        return "a second" if seconds == 1 else f"{seconds} seconds"
    return f"{(seconds + 59) // 60} minutes"
