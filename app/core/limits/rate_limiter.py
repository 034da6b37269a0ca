"""How often something happened, counted for all web processes: the `limits` library on Redis or Valkey.

A window is a piece of the clock (this minute, this hour), so one count is one round trip. Redis has a quarter
of a second to answer. Where it is away or hangs, this process counts in its own memory for the next seconds:
nothing waits for it, and no limit is lifted, though each process then counts for itself.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.core import clock
from app.core.log import logger
from app.core.settings import get_settings

_PATIENCE, _ALONE_SECONDS = 0.25, 5.0
_AWAY = (RedisError, OSError, TimeoutError)
_Answer = TypeVar("_Answer")


class Window(NamedTuple):
    """One limit's present window: how much is allowed, how much was used, and when it ends (Unix seconds)."""

    limit: int
    used: int
    ends: int

    @property
    def over(self) -> bool:
        """Whether the last hit was one too many."""
        return self.used > self.limit

    @property
    def wait(self) -> int:
        """Seconds until the window ends, at least one."""
        return max(1, self.ends - int(clock.now().timestamp()))


async def hit(item: RateLimitItem, *names: str) -> Window:
    """Count one for `names`."""
    key, ends = _key(item, names)
    used = await _counted(lambda storage: storage.incr(key, item.get_expiry()))
    return Window(item.amount, used, ends)


async def hit_batched(item: RateLimitItem, *names: str) -> Window:
    """The same for what every request does: the embedded Valkey has one web process, which counts alone.

    That spares each request a round trip, and costs no more than that a restart begins the window anew.
    """
    if not get_settings().redis_is_local:
        return await hit(item, *names)
    ends = _end(item.get_expiry())
    return Window(item.amount, _here().batched.add(names, ends), ends)


async def undo_hit(item: RateLimitItem, *names: str) -> None:
    """Undo one hit."""
    key, _ = _key(item, names)
    await _counted(lambda storage: storage.incr(key, item.get_expiry(), -1))


async def clear(item: RateLimitItem, *names: str) -> None:
    """Forget all hits of the present window."""
    key, _ = _key(item, names)
    await _counted(lambda storage: storage.clear(key))


def _key(item: RateLimitItem, names: tuple[str, ...]) -> tuple[str, int]:
    ends = _end(item.get_expiry())
    return item.key_for(*names, str(ends // item.get_expiry() - 1)), ends


def _end(seconds: int) -> int:
    """When the present window of so many seconds ends."""
    return (int(clock.now().timestamp()) // seconds + 1) * seconds


class _WindowCounts:
    """How often each name was counted in the present window; those of the one before are forgotten."""

    def __init__(self) -> None:
        self._ends = 0
        self._used: Counter[tuple[str, ...]] = Counter()

    def add(self, names: tuple[str, ...], ends: int) -> int:
        """Count one; returns how many it makes."""
        if ends != self._ends:
            self._ends, self._used = ends, Counter()
        self._used[names] += 1
        return self._used[names]


class _Stores:
    """The storages of one event loop, and until when Redis is left alone."""

    def __init__(self) -> None:
        uri = get_settings().redis.replace("unix://", "redis+unix://")
        self.shared = RedisStorage(
            f"async+{uri}",
            implementation="redispy",
            key_prefix="cuedeck:limits",
            socket_timeout=_PATIENCE,
            socket_connect_timeout=_PATIENCE,
            retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type] # passed on to redis-py, which takes it
        )
        self.own = MemoryStorage()
        self.batched = _WindowCounts()
        self.alone_until = 0.0


_stores: WeakKeyDictionary[asyncio.AbstractEventLoop, _Stores] = WeakKeyDictionary()


def _here() -> _Stores:
    loop = asyncio.get_running_loop()
    return _stores.get(loop) or _stores.setdefault(loop, _Stores())


async def _counted(count: Callable[[Storage], Awaitable[_Answer]]) -> _Answer:
    stores = _here()
    if time.monotonic() >= stores.alone_until:
        try:
            async with asyncio.timeout(2 * _PATIENCE):
                return await count(stores.shared)
        except _AWAY as error:
            stores.alone_until = time.monotonic() + _ALONE_SECONDS
            logger().warning("limits_counted_alone", error=str(error) or type(error).__name__)
    return await count(stores.own)
