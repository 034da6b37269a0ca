"""Live events: published to Redis after commit, fanned out once in every web process.

A message is one compact JSON object, `{"account", "sandbox", "job", "stage", ...}` (jobs.live_messages).
It only says "look again", and pages reread the database when they reconnect. While Redis does not answer, and
once when it is back, every listener gets `REREAD` and reads the database; so it does when somebody could not
publish, as soon as that is possible again.
"""

from __future__ import annotations

import asyncio
import atexit
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Any

import orjson
import redis
import redis.asyncio
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from app.core.limits.circuit_breaker import CircuitBreaker
from app.core.log import logger
from app.core.settings import get_settings

CHANNEL = "cuedeck:events"
Event = dict[str, Any]
REREAD: Event = {"account": "", "job": "", "sandbox": None, "ended": False}
"""Events may have been missed: what is shown has to be read again."""

PATIENCE = 0.5
"""Seconds Redis has to take an event: it answers within a millisecond, or not for long."""

REREAD_SECONDS = 2.0
"""How often everybody looks again while no events arrive."""

LOST_SECONDS = 0.5
"""How often it is tried whether events can be sent again, after some could not."""

_SILENT_BEATS = 3
_breaker = CircuitBreaker("events", RedisError, OSError)


def impatient_client(url: str) -> redis.Redis:
    """A client of the Redis at `url` that gives up within PATIENCE."""
    return redis.Redis.from_url(
        url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
    )


@cache
def _publisher() -> redis.Redis:
    return impatient_client(get_settings().redis)


def answers(url: str) -> bool:
    """Whether the Redis at `url` answers now."""
    try:
        with impatient_client(url) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False


def publish(event: Event) -> None:
    """Send one event to every web process, soon; a Redis that is away costs liveness, never the work."""
    _sender.send(event)


def _sent(event: Event) -> bool:
    return _breaker.call(lambda: _publisher().publish(CHANNEL, orjson.dumps(event)))


class _Sender:
    """Sends events in their order, on a thread: no work goes on later for telling about it."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Event] = queue.Queue()
        self._start = threading.Lock()
        self._started = False

    def send(self, event: Event) -> None:
        """Hand over an event."""
        self._waiting.put(event)
        with self._start:
            if not self._started:
                threading.Thread(target=self._run, name="events", daemon=True).start()
                atexit.register(self.finish)
            self._started = True

    def _run(self) -> None:
        while True:
            event = self._waiting.get()
            try:
                if not _sent(event):
                    _lost.note()
            except Exception:  # noqa: BLE001 - a fault of ours: the next event is none
                logger().exception("event_not_sent")
            finally:
                self._waiting.task_done()

    def finish(self) -> None:
        """Send what waits: within a moment, as this process ends."""
        end = time.monotonic() + PATIENCE
        with self._waiting.all_tasks_done:
            while self._waiting.unfinished_tasks and (left := end - time.monotonic()) > 0:
                self._waiting.all_tasks_done.wait(left)


class _LostEvents:
    """Tells every web process to read again when events were lost here: nobody else may know of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._any = self._telling = False

    def note(self) -> None:
        """An event could not be sent."""
        with self._lock:
            self._any, begin = True, not self._telling
            self._telling = True
        if begin:
            threading.Thread(target=self._tell, name="lost events", daemon=True).start()

    def _tell(self) -> None:
        while self._is_any():
            while not _sent(REREAD):
                time.sleep(LOST_SECONDS)

    def _is_any(self) -> bool:
        with self._lock:
            self._telling, self._any = self._any, False
            return self._telling


_sender, _lost = _Sender(), _LostEvents()


class Hub:
    """The subscriber of one web process: reads Redis once and hands each event to every listener."""

    def __init__(self) -> None:
        self._listeners: set[Callable[[Event], None]] = set()
        self.heard = 0
        """Counts every event: what was read after one may differ from what was read before it."""
        self.paused = False
        """Whether no events arrive, because Redis does not answer."""

    @asynccontextmanager
    async def listen(
        self, account_id: str, job_id: str | None = None, *, side: bool | None = None
    ) -> AsyncIterator[asyncio.Queue[Event]]:
        """A queue of the events of one account, or of one of its jobs; `side` leaves only sandbox or live."""
        heard: asyncio.Queue[Event] = asyncio.Queue(maxsize=1000)

        def offer(event: Event) -> None:
            mine = event["account"] == account_id and side in (None, event["sandbox"])
            if event is REREAD or (mine and job_id in (None, event["job"])):
                with suppress(asyncio.QueueFull):  # a listener that is stuck reads the database when it wakes
                    heard.put_nowait(event)

        with self.tap(offer):
            yield heard

    def tap(self, listener: Callable[[Event], None]) -> _Tap:
        """Call `listener` with every event while the returned context lasts."""
        return _Tap(self._listeners, listener)

    async def run(self) -> None:
        """Subscribe for ever; while Redis is away, let everybody look again every two seconds."""
        while True:
            try:
                await self._subscribe()
            except (RedisError, OSError) as error:  # a TimeoutError is an OSError
                if not self.paused:
                    logger().warning("events_away", error=str(error) or type(error).__name__)
                self.paused = True
                self.tell(REREAD)
                await asyncio.sleep(REREAD_SECONDS)

    async def _subscribe(self) -> None:
        client = redis.asyncio.Redis.from_url(
            get_settings().redis,
            socket_timeout=REREAD_SECONDS,
            socket_connect_timeout=REREAD_SECONDS,
            retry=AsyncRetry(NoBackoff(), 0),
        )
        async with client, client.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            await self._listen(channel)

    async def _listen(self, channel: PubSub) -> None:
        """Hand on what comes. Whoever says nothing is asked, and is away when it does not answer."""
        silent = 0
        while silent < _SILENT_BEATS:
            message = await channel.get_message(timeout=1.0)
            if message is None:
                silent += 1
                await channel.ping()
                continue
            silent = 0
            if message["type"] == "subscribe":  # and what happened before that was not heard
                self.paused = False
                self.tell(REREAD)
            elif message["type"] == "message":
                event = orjson.loads(message["data"])
                self.tell(event if event["account"] else REREAD)
        raise TimeoutError("Redis does not answer")

    def tell(self, event: Event) -> None:
        """Hand an event to every listener."""
        self.heard += 1
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
