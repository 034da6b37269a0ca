from __future__ import annotations

import pytest

from app.core.db import read_scope, session_scope
from app.core.errors import Unauthorized
from app.services.accounts import api_keys, sessions
from app.ui.pages.settings.state import SettingsState
from models import Account
from tests.support.page.tab import Tab, redirected_to, signed_in

pytestmark = pytest.mark.anyio


async def opened(tab: Tab) -> SettingsState:
    await tab.call(SettingsState, "load")
    return await tab.state(SettingsState)


async def test_a_key_is_shown_once_and_works_until_it_is_revoked(tab: Tab, account: Account) -> None:
    state = await opened(tab)
    await tab.call(SettingsState, "create_key", {"name": " Nightly ", "mode": "sandbox"})
    text = state.new_key
    assert text.startswith("cd_test_")
    [row] = state.keys
    assert (row["name"], row["sandbox"], row["hint"]) == ("Nightly", True, f"cd_test_…{text[-4:]}")
    with session_scope() as session:
        assert api_keys.authenticate(session, text).account_id == account.id
    await tab.call(SettingsState, "load")
    assert state.new_key == ""
    await tab.call(SettingsState, "ask_to_delete", row["id"], row["name"])
    await tab.call(SettingsState, "cancel_delete")
    assert state.keys[0]["revoked"] is False
    await tab.call(SettingsState, "ask_to_delete", row["id"], row["name"])
    await tab.call(SettingsState, "revoke")
    assert state.keys[0]["revoked"] is True
    with session_scope() as session, pytest.raises(Unauthorized, match="revoked"):
        api_keys.authenticate(session, text)


async def test_a_key_needs_a_name(tab: Tab) -> None:
    state = await opened(tab)
    await tab.call(SettingsState, "create_key", {"name": "  ", "mode": "live"})
    assert (state.keys, state.new_key, "name" in state.key_problem) == ([], "", True)


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


@pytest.mark.parametrize("handler", ["load", "create_key", "revoke", "change_password"])
async def test_a_stranger_is_sent_to_sign_in(stranger: Tab, handler: str) -> None:
    values = [{}] if handler in ("create_key", "change_password") else []
    assert redirected_to(await stranger.call(SettingsState, handler, *values)) == "/sign-in"
