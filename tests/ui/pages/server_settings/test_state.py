"""The server's settings on their page."""

from __future__ import annotations

import pytest

from app.core.settings import get_settings
from app.ui.pages.server_settings.state import ServerSettingsState, SettingRow
from models import Account
from tests.support.page.tab import Tab, redirected_to, signed_in

pytestmark = pytest.mark.anyio


def row(state: ServerSettingsState, name: str) -> SettingRow:
    return next(row for group in state.groups for row in group["rows"] if row["name"] == name)


async def test_an_operator_changes_what_holds_for_all(tab: Tab) -> None:
    await tab.call(ServerSettingsState, "load")
    state = await tab.state(ServerSettingsState)
    assert [group["title"] for group in state.groups] == ["Retention", "Links", "Limits", "Engines"]
    shown = row(state, "jobs.retention_days")
    assert (shown["value"], shown["unit"], shown["changed"], shown["fixed"]) == ("30", "days", False, "")
    await tab.call(ServerSettingsState, "save", {"jobs.retention_days": "0"})
    assert ("from 1 to" in state.problem, get_settings().jobs.retention_days) == (True, 30)
    await tab.call(ServerSettingsState, "save", {"jobs.retention_days": "14", "link_seconds": "60"})
    shown = row(state, "jobs.retention_days")
    assert (shown["value"], shown["usual"], shown["changed"]) == ("14", "30 days", True)
    assert (state.done[:6], state.problem, get_settings().jobs.retention_days) == ("Saved.", "", 14)
    [change] = state.changes
    assert change["text"] == "Files of jobs: 30 days \u2192 14 days"
    await tab.call(ServerSettingsState, "save", {"jobs.retention_days": "14"})
    assert state.done == "Nothing was changed."
    assert [choice["value"] for choice in row(state, "keep_link_addresses")["choices"]] == ["on", "off"]


async def test_another_account_is_told_whose_it_is(account: Account, other_account: Account) -> None:
    tab = Tab(signed_in(other_account))
    await tab.call(ServerSettingsState, "load")
    state = await tab.state(ServerSettingsState)
    assert ("operator" in state.refused, state.groups, state.changes) == (True, [], [])
    await tab.call(ServerSettingsState, "save", {"jobs.retention_days": "14"})
    assert ("operator" in state.problem, get_settings().jobs.retention_days) == (True, 30)


@pytest.mark.parametrize("handler", ["load", "save"])
async def test_a_stranger_signs_in_first(stranger: Tab, handler: str) -> None:
    values = [{}] if handler == "save" else []
    assert redirected_to(await stranger.call(ServerSettingsState, handler, *values)) == "/sign-in"
