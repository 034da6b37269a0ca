"""Whose socket a tab has, asked by two web processes of one Redis."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import redis.asyncio

from app.ui.open_tabs import shared_sockets
from app.ui.open_tabs.shared_sockets import SharedSockets
from tests.support.servers.valkey import running_valkey

pytestmark = pytest.mark.anyio
Pair = tuple[SharedSockets, SharedSockets]


@pytest.fixture(scope="module")
def valkey() -> Iterator[str]:
    with running_valkey() as url:
        yield url


@pytest.fixture
async def webs(valkey: str) -> AsyncIterator[Pair]:
    one, two = (SharedSockets(redis.asyncio.Redis.from_url(valkey)) for _ in range(2))
    await one.redis.flushdb()
    await one.beat()
    yield one, two
    for each in (one, two):
        await each.close()


@pytest.mark.slow
async def test_a_tab_whose_connection_broke_keeps_its_state_at_another_process(webs: Pair) -> None:
    one, two = webs
    assert await one.link_token_to_sid("tab", "before") is None
    linking = asyncio.create_task(two.link_token_to_sid("tab", "after"))
    await asyncio.sleep(0.2)
    assert not linking.done()
    await one.disconnect_token("tab", "before")
    assert await linking is None


async def test_a_copy_of_an_open_tab_gets_a_state_of_its_own(
    webs: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_sockets, "GOODBYE_SECONDS", 0.2)
    one, two = webs
    assert await one.link_token_to_sid("tab", "original") is None
    assert await two.link_token_to_sid("tab", "copy") not in (None, "tab")
    assert one.token_to_sid["tab"] == "original"


async def test_a_process_that_was_killed_holds_no_tab(webs: Pair) -> None:
    one, two = webs
    assert await one.link_token_to_sid("tab", "before") is None
    await one.close()
    await two.redis.delete(shared_sockets._life(one.instance_id))  # as time does
    begun = time.monotonic()
    assert await two.link_token_to_sid("tab", "after") is None
    assert time.monotonic() - begun < shared_sockets.GOODBYE_SECONDS
