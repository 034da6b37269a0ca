"""Addresses that may never be called are refused when they are given."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest

from app.core.errors import Invalid
from app.core.limits import thread_pools
from app.services.webhooks import addresses


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "https://10.1.2.3/",
        "https://2130706433/",
    ],
)
def test_private_addresses_are_refused_at_once(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        addresses.check(url)
    assert caught.value.code == "webhook_forbidden_address"


@pytest.mark.parametrize("url", ["ftp://example.com/", "nonsense", "https://", "https://a b/", "https:///x"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as caught:
        addresses.check(url)
    assert caught.value.code == "invalid_url"


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(addresses, "_LOOKUP_SECONDS", 0.01)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: answered.wait(60))
    addresses.check("https://example.com/")
    answered.set()


def test_a_name_that_resolves_to_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    private = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.5", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: private)
    with pytest.raises(Invalid, match="private"):
        addresses.check("https://innocent.example.com/")


def test_a_thread_is_used_only_where_there_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    run, used = thread_pools.run, list[object]()

    async def noted(size: int, function: Any, *given: object) -> Any:
        used.append(given)
        return await run(size, function, *given)

    monkeypatch.setattr(thread_pools, "run", noted)
    for nothing in (None, {}, {"webhook": None}, {"webhook": 7}, {"webhook": "ftp://example.com"}):
        asyncio.run(addresses.check_beside(nothing))
    assert used == []
    private = {"webhook": "http://127.0.0.1/"}
    with pytest.raises(Invalid) as caught:
        asyncio.run(addresses.check_beside(private))
    assert caught.value.code == "webhook_forbidden_address"
    assert used == [(private,)]
