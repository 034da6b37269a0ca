"""A few at once for each owner; the others wait, and are refused in the end."""

from __future__ import annotations

import asyncio

import pytest

from app.core.errors import RateLimited
from app.core.limits.turns import Turns

pytestmark = pytest.mark.anyio


async def test_an_owner_has_a_few_at_once_and_others_have_theirs() -> None:
    turns = Turns("tasks", most=2, seconds=0.01)
    async with turns.taken("a"), turns.taken("a"):
        with pytest.raises(RateLimited) as refused:
            async with turns.taken("a"):
                pytest.fail("a third one began")
        async with turns.taken("b"):
            pass
    async with turns.taken("a"):
        pass
    assert refused.value.code == "too_many_at_once"


async def test_who_waits_gets_the_turn_that_is_given_back() -> None:
    turns, order = Turns("tasks", most=1, seconds=60), list[str]()
    waits = asyncio.Event()

    async def second() -> None:
        waits.set()
        async with turns.taken("a"):
            order.append("second")

    async with turns.taken("a"):
        waiting = asyncio.create_task(second())
        await waits.wait()
        order.append("first")
    await waiting
    assert order == ["first", "second"]
    del waiting
    assert not turns._owners, "an owner without work costs nothing"
