from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core.db import read_scope
from app.services.accounts import sessions
from app.ui import site
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


async def test_the_language_is_kept_with_the_account(tab: Tab, account: Account) -> None:
    site.add_catalogue(api := FastAPI())

    def texts(secret: str, cookie: str = "") -> tuple[str, str]:
        lines = f"cuedeck_session={secret}; cuedeck_language={cookie}"
        answer = TestClient(api).get("/texts.js", headers={"cookie": lines, "accept-language": "en"})
        return answer.text.partition(";")[0], answer.headers.get("set-cookie", "").partition(";")[0]

    elsewhere = signed_in(account)
    assert texts(elsewhere) == ('globalThis.cuedeckLanguage = "en"', "")
    assert texts(elsewhere, "de") == ('globalThis.cuedeckLanguage = "de"', "")
    await tab.call(SettingsState, "choose_language", "tlh")
    assert (await tab.state(SettingsState)).language == ""
    await tab.call(SettingsState, "choose_language", "de")
    assert (await tab.state(SettingsState)).language == "de"
    assert texts(elsewhere) == ('globalThis.cuedeckLanguage = "de"', "cuedeck_language=de")
    assert texts(elsewhere, "en") == ('globalThis.cuedeckLanguage = "de"', "cuedeck_language=de")
    assert texts(elsewhere, "de") == ('globalThis.cuedeckLanguage = "de"', "")
    assert texts("nobody") == ('globalThis.cuedeckLanguage = "en"', "")


@pytest.mark.parametrize(
    ("handler", "values"), [("load", []), ("change_password", [{}]), ("choose_language", ["de"])]
)
async def test_a_stranger_is_sent_to_sign_in(stranger: Tab, handler: str, values: list[Any]) -> None:
    assert redirected_to(await stranger.call(SettingsState, handler, *values)) == "/sign-in"
