"""What was used and what it cost, on its page."""

from __future__ import annotations

import pytest

from app.ui.pages.usage.state import UsageState
from models import Account
from tests.support.page.tab import Tab, redirected_to
from tests.support.services.webhooks import finished

pytestmark = pytest.mark.anyio


async def test_usage_adds_up(tab: Tab, account: Account) -> None:
    finished(account)
    await tab.call(UsageState, "load")
    state = await tab.state(UsageState)
    [row] = state.rows
    assert (row["type"], row["jobs"], row["credits"]) == ("Convert", "1", "1")
    assert state.balance.startswith("-1 credits, 0 held")
    assert {"type": "Dub", "credits": "8"} in state.prices
    await tab.call(UsageState, "show", "7")
    assert state.csv.startswith("/v1/usage?format=csv&from=")
    await tab.call(UsageState, "show", "drop table")
    assert state.days == "30"


async def test_a_stranger_signs_in_first(stranger: Tab) -> None:
    assert redirected_to(await stranger.call(UsageState, "load")).startswith("/sign-in")
