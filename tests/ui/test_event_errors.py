"""A handler that fails: the person reads so, and the log has the traceback."""

from __future__ import annotations

import pytest

from app.app import app
from app.ui import event_errors
from app.ui.pages.home.actions.state import ActionState
from tests.support.page.tab import Tab

pytestmark = pytest.mark.anyio


def test_reflex_asks_it() -> None:
    assert app.backend_exception_handler is event_errors.answer


async def test_a_fault_is_told_on_the_page(tab: Tab, capsys: pytest.CaptureFixture[str]) -> None:
    event = event_errors.answer(RuntimeError("a table is gone"))
    assert event.handler.fn is ActionState.event_handlers["show_fault"].fn
    await tab.call(ActionState, "show_fault")
    state = await tab.state(ActionState)
    assert "server failed" in state.notice
    assert "Try again" in state.notice_hint
