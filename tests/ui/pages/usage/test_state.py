"""What was used and what it cost, on its page."""

from __future__ import annotations

import pytest

from app.core.db import session_scope
from app.services.accounts import credits
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
    assert (state.balance, state.held, state.rule[:17]) == ("\u22121", "0", "There is no limit")
    assert [(each["name"], each["jobs"]) for each in (*state.types, *state.keys)] == [
        ("Convert", "1"),
        ("On this page", "1"),
    ]
    assert state.jobs["label"].startswith("1 jobs, 0 failed")
    assert {"type": "Dub", "credits": "8"} in state.prices
    await tab.call(UsageState, "show", "7")
    assert state.csv.startswith("/v1/usage?format=csv&from=")
    await tab.call(UsageState, "show", "drop table")
    assert state.days == "30"


async def test_the_ledger_grows_backwards(tab: Tab, account: Account) -> None:
    job = finished(account)
    with session_scope() as session:
        for number in range(25):
            credits.grant(session, account.id, 10, f"grant {number}", f"note {number}")
    await tab.call(UsageState, "load")
    state = await tab.state(UsageState)
    assert [row["note"] for row in state.ledger] == [f"note {number}" for number in range(24, 4, -1)]
    assert (state.ledger[0]["amount"], state.more_entries) == ("+10", True)
    await tab.call(UsageState, "more_ledger")
    assert (len(state.ledger), state.more_entries) == (26, False)
    charge = state.ledger[-1]
    assert (charge["kind"], charge["amount"], charge["job"]) == ("Charged", "\u22121", str(job.number))
    await tab.call(UsageState, "show_entries", "every")
    await tab.call(UsageState, "more_ledger")
    assert [row["kind"] for row in state.ledger[-3:]] == ["Charged", "Hold ended", "Held for a job"]


async def test_a_stranger_signs_in_first(stranger: Tab) -> None:
    assert redirected_to(await stranger.call(UsageState, "load")).startswith("/sign-in")
