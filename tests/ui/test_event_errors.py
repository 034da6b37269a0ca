"""A handler that fails: the person reads so, and the log has the traceback."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from app.app import app
from app.ui import event_errors, session
from app.ui.pages.home.actions.state import ActionState
from models import Account
from tests.support.page.events import Visit, page
from tests.support.page.tab import Tab

pytestmark = pytest.mark.anyio


def test_reflex_asks_it() -> None:
    assert app.backend_exception_handler is event_errors.answer


async def test_a_guard_that_fails_is_told_once(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def away(_: object) -> str:
        asked.append(1)
        raise OperationalError("select", {}, Exception("the database is away"))

    monkeypatch.setattr(session, "account_id_of", away)
    async with page(answers_errors=True) as processor:
        with pytest.raises(OperationalError):
            await Visit(processor, "secret").send("ActionState.dismiss", {})
        async with asyncio.timeout(10):
            while processor._tasks:  # the notice is an event of its own
                await asyncio.sleep(0.01)
    assert len(asked) == 1


async def test_a_fault_is_told_on_the_page(tab: Tab, capsys: pytest.CaptureFixture[str]) -> None:
    event = event_errors.answer(RuntimeError("a table is gone"))
    assert event.handler.fn is ActionState.event_handlers["show_fault"].fn
    await tab.call(ActionState, "show_fault")
    state = await tab.state(ActionState)
    assert "server failed" in state.notice
    assert "Try again" in state.notice_hint
