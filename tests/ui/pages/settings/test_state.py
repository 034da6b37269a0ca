from __future__ import annotations

import pytest

from app.core.db import read_scope
from app.services.accounts import sessions
from app.ui.pages.settings.state import SettingsState
from models import Account
from tests.support.page.tab import Tab, redirected_to, signed_in

pytestmark = pytest.mark.anyio


async def opened(tab: Tab) -> SettingsState:
    await tab.call(SettingsState, "load")
    return await tab.state(SettingsState)


async def test_another_password_signs_other_browsers_out(tab: Tab, account: Account) -> None:
    elsewhere = signed_in(account)
    state = await opened(tab)
    assert (state.asks_current, state.password_first) == (False, True)
    await tab.call(SettingsState, "change_password", {"password": "short"})
    assert "10 characters" in state.password_problem
    await tab.call(SettingsState, "change_password", {"password": "a long enough one"})
    assert (state.password_problem, state.asks_current) == ("", True)
    await tab.call(SettingsState, "change_password", {"current": "wrong", "password": "another long one"})
    assert "not right" in state.password_problem
    with read_scope() as session:
        assert sessions.account_for_session(session, elsewhere) is None
    assert await tab.call(SettingsState, "load") is None


@pytest.mark.parametrize("handler", ["load", "change_password"])
async def test_a_stranger_is_sent_to_sign_in(stranger: Tab, handler: str) -> None:
    values = [{}] if handler == "change_password" else []
    assert redirected_to(await stranger.call(SettingsState, handler, *values)) == "/sign-in"
