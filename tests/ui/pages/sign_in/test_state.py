"""The page on which people sign in, and what it leaves of an earlier session."""

from __future__ import annotations

import pytest

from app.ui.pages.developers.state import DevelopersState
from app.ui.pages.settings.state import SettingsState
from app.ui.pages.sign_in.state import SignInState
from tests.support.page.tab import Tab, redirected_to

pytestmark = pytest.mark.anyio


async def test_the_sign_in_page_goes_on_for_whoever_is_signed_in(tab: Tab, stranger: Tab) -> None:
    tab.go("/sign-in?next=/%3Fstatus%3Dfailed")
    assert redirected_to(await tab.call(SignInState, "load")) == "/?status=failed"
    tab.go("/sign-in?next=//elsewhere.example")
    assert redirected_to(await tab.call(SignInState, "load")) == "/"
    stranger.go("/sign-in?error=1&next=/settings")
    assert await stranger.call(SignInState, "load") is None
    state = await stranger.state(SignInState)
    assert (state.failed, state.next) == (True, "/settings")


async def test_nothing_of_an_earlier_session_stays_in_the_tab(tab: Tab, stranger: Tab) -> None:
    keys, state = await stranger.state(DevelopersState), await stranger.state(SettingsState)
    keys.new_key, state.email = "cd_live_secret", "owner@example.com"
    stranger.go("/sign-in")
    await stranger.call(SignInState, "load")
    assert (keys.new_key, state.email) == ("", "")
