"""Turns: a few at once for each owner, while the others wait; nobody can fill a pool of threads alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from app.core.errors import RateLimited


class Turns:
    """Counts in this process; used on its event loop only. Who waits holds nothing but their connection."""

    def __init__(self, what: str, most: int, seconds: float) -> None:
        self._what, self._most, self._seconds = what, most, seconds
        self._owners: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def taken(self, owner: str) -> AsyncIterator[None]:
        """Wait for a turn, and have it while the context lasts; RateLimited `too_many_at_once` in the end."""
        free = self._owners.setdefault(owner, asyncio.Semaphore(self._most))
        try:
            async with asyncio.timeout(self._seconds):
                await free.acquire()
        except TimeoutError:
            raise RateLimited(
                f"{self._most} {self._what} of this account are at work already.",
                code="too_many_at_once",
                hint="Wait for the answers of those before you ask again.",
                retry_after=round(self._seconds),
            ) from None
        try:
            yield
        finally:
            free.release()


CAPTION_WORK = Turns("caption tasks", most=4, seconds=30.0)
"""For whatever holds whole captions in memory for one request."""
