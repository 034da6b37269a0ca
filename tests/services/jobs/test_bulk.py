"""Actions on many jobs: threads of their own, and one at a time for each side of an account."""

from __future__ import annotations

import asyncio
import threading

import pytest

from app.core.errors import RateLimited
from app.services.access import person
from app.services.jobs.history import bulk
from app.services.jobs.history.bulk import Action, Outcome, Selection
from models import Account

pytestmark = pytest.mark.anyio


async def test_one_at_a_time_on_threads_that_no_other_writer_needs(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, threads = asyncio.Event(), threading.Event(), []
    loop = asyncio.get_running_loop()

    def act(*_: object, **__: object) -> Outcome:
        threads.append(threading.current_thread().name)
        loop.call_soon_threadsafe(begun.set)
        assert go.wait(60)
        return Outcome(Action.CANCEL)

    monkeypatch.setattr(bulk, "act", act)
    who = person(account).on_side(False)
    first = asyncio.create_task(bulk.act_alone(who, Action.CANCEL, Selection()))
    await begun.wait()
    with pytest.raises(RateLimited) as caught:
        await bulk.act_alone(who, Action.CANCEL, Selection())
    assert caught.value.code == "bulk_under_way"
    go.set()
    await bulk.act_alone(who.on_side(True), Action.CANCEL, Selection())
    await first
    await bulk.act_alone(who, Action.CANCEL, Selection())
    assert all(name.startswith("bulk") for name in threads)
