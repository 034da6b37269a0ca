"""Live events: published to Redis after commit, fanned out once in every web process.

A message is one compact JSON object, `{"account", "sandbox", "job", "stage", ...}` (jobs.live_messages).
Losing one is harmless: it only says "look again", and pages reread the database when they reconnect.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Any

import orjson
import redis
import redis.asyncio
from redis.exceptions import RedisError

from app.core.log import logger
from app.core.settings import get_settings

CHANNEL = "cuedeck:events"
Event = dict[str, Any]


@cache
def _publisher() -> redis.Redis:
    return redis.Redis.from_url(get_settings().redis, socket_timeout=2, socket_connect_timeout=2)


def publish(event: Event) -> None:
    """Send one event to every web process; a Redis that is away costs liveness, never the work."""
    try:
        _publisher().publish(CHANNEL, orjson.dumps(event))
    except (RedisError, OSError) as error:
        logger().warning("events_away", error=str(error))


class Hub:
    """The subscriber of one web process: reads Redis once and hands each event to every listener."""

    def __init__(self) -> None:
        self._listeners: set[Callable[[Event], None]] = set()

    @asynccontextmanager
    async def listen(
        self, account_id: str, job_id: str | None = None, *, side: bool | None = None
    ) -> AsyncIterator[asyncio.Queue[Event]]:
        """A queue of the events of one account, or of one of its jobs; `side` leaves only sandbox or live."""
        queue: asyncio.Queue[Event] = asyncio.Queue(maxsize=1000)

        def offer(event: Event) -> None:
            mine = event["account"] == account_id and side in (None, event["sandbox"])
            if mine and job_id in (None, event["job"]):
                with suppress(asyncio.QueueFull):  # a listener that is stuck reads the database when it wakes
                    queue.put_nowait(event)

        with self.tap(offer):
            yield queue

    def tap(self, listener: Callable[[Event], None]) -> _Tap:
        """Call `listener` with every event while the returned context lasts."""
        return _Tap(self._listeners, listener)

    async def run(self) -> None:
        """Subscribe for ever, reconnecting after half a second."""
        while True:
            try:
                await self._subscribe()
            except (RedisError, OSError) as error:
                logger().warning("events_reconnect", error=str(error))
                await asyncio.sleep(0.5)

    async def _subscribe(self) -> None:
        client = redis.asyncio.Redis.from_url(get_settings().redis, health_check_interval=25)
        async with client, client.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(CHANNEL)
            async for message in channel.listen():
                event = orjson.loads(message["data"])
                for listener in tuple(self._listeners):
                    listener(event)


class _Tap:
    def __init__(self, listeners: set[Callable[[Event], None]], listener: Callable[[Event], None]) -> None:
        self._listeners, self._listener = listeners, listener

    def __enter__(self) -> None:
        self._listeners.add(self._listener)

    def __exit__(self, *_: object) -> None:
        self._listeners.discard(self._listener)


hub = Hub()
"""The hub of this process; the web application runs it."""


def reachable() -> bool:
    """Whether Redis answers now."""
    try:
        return bool(_publisher().ping())
    except (RedisError, OSError):
        return False
