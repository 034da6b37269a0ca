"""The hub of live events while Redis is away: everybody looks again, and once more when it is back."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from app.core import events
from app.core.events import REREAD, Hub
from app.core.limits.circuit_breaker import CircuitBreaker


def test_listeners_are_told_to_read_again_while_there_is_no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "REREAD_SECONDS", 0.01)

    async def away() -> tuple[bool, list[Any]]:
        hub = Hub()
        async with hub.listen("account", "job", side=True) as queue:
            running = asyncio.create_task(hub.run())
            async with asyncio.timeout(30):
                told = [await queue.get() for _ in range(2)]
            running.cancel()
            return hub.paused, told

    assert asyncio.run(away()) == (True, [REREAD, REREAD])


def test_what_is_silent_is_asked_and_then_taken_for_away() -> None:
    class Silent:
        pings = 0

        async def get_message(self, timeout: float) -> None:
            return None

        async def ping(self) -> None:
            self.pings += 1

    channel = Silent()
    with pytest.raises(TimeoutError):
        asyncio.run(Hub()._listen(channel))  # type: ignore[arg-type]
    assert channel.pings > 1


def test_events_are_handed_on_and_a_new_subscription_reads_again() -> None:
    class Channel:
        messages: list[dict[str, Any] | None] = [
            {"type": "subscribe", "data": 1},
            {"type": "pong", "data": b""},
            {"type": "message", "data": b'{"account": "a", "job": "j", "sandbox": false}'},
            {"type": "message", "data": orjson.dumps(REREAD)},
            *[None] * 9,
        ]

        async def get_message(self, timeout: float) -> dict[str, Any] | None:
            return self.messages.pop(0)

        async def ping(self) -> None: ...

    seen: list[Any] = []
    hub = Hub()
    hub.paused = True
    with hub.tap(seen.append), pytest.raises(TimeoutError):
        asyncio.run(hub._listen(Channel()))  # type: ignore[arg-type]
    assert seen == [REREAD, {"account": "a", "job": "j", "sandbox": False}, REREAD]
    assert seen[2] is REREAD
    assert (hub.paused, hub.heard) == (False, 3)


def test_a_lost_event_is_made_up_for_when_redis_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else may have noticed that it was away for a moment, and no other event may follow."""
    sent: list[Any] = []
    back = threading.Event()

    def publish(_channel: str, data: bytes) -> None:
        if len(sent) < 3:
            sent.append(None)
            raise ConnectionError
        sent.append(orjson.loads(data))
        back.set()

    monkeypatch.setattr(events, "_publisher", lambda: SimpleNamespace(publish=publish))
    monkeypatch.setattr(events, "_breaker", CircuitBreaker("events", OSError, seconds=0.0))
    monkeypatch.setattr(events, "_lost", events._LostEvents())
    monkeypatch.setattr(events, "LOST_SECONDS", 0.01)
    events.publish({"account": "a", "job": "j"})
    assert back.wait(30)
    assert sent[3:] == [REREAD]


def test_events_are_sent_in_their_order_whatever_becomes_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    slow = threading.Event()

    def publish(_channel: str, data: bytes) -> None:
        slow.wait(30)
        if b"faulty" in data:
            raise ZeroDivisionError
        sent.append(orjson.loads(data)["job"])

    monkeypatch.setattr(events, "_publisher", lambda: SimpleNamespace(publish=publish))
    monkeypatch.setattr(events, "_breaker", CircuitBreaker("events", OSError))
    sender = events._Sender()
    for job in ("1", "faulty", "2", "3"):
        sender.send({"job": job})
    assert sent == []  # nobody waited
    slow.set()
    sender.finish()
    sender._waiting.join()
    assert sent == ["1", "2", "3"]
