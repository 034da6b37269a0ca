"""How many of something may be open at once: event streams, pages, each counted for its owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.errors import RateLimited

_RETRY_SECONDS = 10


class OpenSlots:
    """Counts in this process; used on its event loop only."""

    def __init__(self, what: str, setting: str) -> None:
        self._what, self._setting = what, setting
        self._open: Counter[str] = Counter()

    @contextmanager
    def taken(self, owner: str, most: int) -> Iterator[None]:
        """One more while the context lasts; RateLimited `too_many_open` when there are `most` already."""
        if self._open[owner] >= most:
            raise RateLimited(
                f"There are {most} {self._what} open already.",
                code="too_many_open",
                hint=f"Close some, or ask the owner to raise CUEDECK_LIMITS__{self._setting}.",
                retry_after=_RETRY_SECONDS,
            )
        self._open[owner] += 1
        try:
            yield
        finally:
            self._open[owner] -= 1
            if not self._open[owner]:
                del self._open[owner]
