"""The latest API requests of an account's keys, as the developers' page lists them.

They are kept in Redis, the newest `KEPT` of each side, until a week has passed without any. What is kept of a
request is where it went and what came of it: no key, no query, no body, no token of a link. Noting one only
appends to a list in memory, which a thread brings to Redis twice a second; whatever Redis does not take at
once is dropped, so that no request waits for it or fails by it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
import redis
from redis.exceptions import RedisError

from app.core.events import impatient_client
from app.core.limits.circuit_breaker import CircuitBreaker
from app.core.settings import get_settings
from app.services.access import Principal

KEPT = 200
_WEEK, _FLUSH_SECONDS = 7 * 86_400, 0.5
_waiting: deque[tuple[str, bytes]] = deque(maxlen=2000)
_wake = threading.Event()
_breaker = CircuitBreaker("request_log", RedisError, OSError)


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request: `at` is ISO 8601, `code` the problem's or "", `client` what it calls itself."""

    at: str
    method: str
    path: str
    status: int
    ms: float
    key_id: str
    request_id: str
    code: str = ""
    client: str = ""


def record(who: Principal, request: LoggedRequest) -> None:
    """Note a request of a key. Never waits, and never fails."""
    _waiting.append((_key(who.account_id, sandbox=who.sandbox), orjson.dumps(request)))
    if not _wake.is_set():
        _thread()
        _wake.set()


def latest(who: Principal, most: int = KEPT) -> list[LoggedRequest]:
    """The newest requests that the asker may see, newest first; none while Redis is away."""
    sides = (False, True) if who.side is None else (who.side,)
    found: list[LoggedRequest] = []

    def read() -> None:
        for sandbox in sides:
            kept: Any = _redis().lrange(_key(who.account_id, sandbox=sandbox), 0, most - 1)
            found.extend(LoggedRequest(**orjson.loads(text)) for text in kept)

    _breaker.call(read)
    return sorted(found, key=lambda request: request.at, reverse=True)[:most]


def flush() -> None:
    """Bring what waits to Redis."""
    lists: dict[str, deque[bytes]] = {}
    while _waiting:
        key, text = _waiting.popleft()
        lists.setdefault(key, deque(maxlen=KEPT)).append(text)
    if lists:
        _breaker.call(lambda: _write(lists))


def _write(lists: dict[str, deque[bytes]]) -> None:
    with _redis().pipeline(transaction=False) as pipeline:
        for key, texts in lists.items():
            pipeline.lpush(key, *texts)
            pipeline.ltrim(key, 0, KEPT - 1)
            pipeline.expire(key, _WEEK)
        pipeline.execute()


def _key(account_id: str, *, sandbox: bool) -> str:
    return f"cuedeck:requests:{account_id}:{'sandbox' if sandbox else 'live'}"


@cache
def _redis() -> redis.Redis:
    return impatient_client(get_settings().redis)


@cache
def _thread() -> None:
    threading.Thread(target=_run, name="request log", daemon=True).start()


def _run() -> None:
    while True:
        _wake.wait()
        time.sleep(_FLUSH_SECONDS)
        _wake.clear()
        flush()
