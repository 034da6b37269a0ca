"""The links of an account on their page."""

from __future__ import annotations

import pytest

from app.core import clock
from app.core.db import session_scope
from app.services import undo
from app.services.access import person
from app.services.files import links
from app.ui.pages.links.state import LinksState
from models import Account
from tests.support.page.tab import Tab, redirected_to
from tests.support.services.outputs import add_output

pytestmark = pytest.mark.anyio


@pytest.fixture
def shared(account: Account) -> list[str]:
    """Links of an hour, of two days, and of two days with one download that was used up."""
    with session_scope() as session:
        output = add_output(session, account, b"WEBVTT\n", "harbour.vtt")
        made = [links.create(session, output, seconds) for seconds in (3600, 172_800)]
        used_up = links.create(session, output, 172_800, max_downloads=1)
        used_up.download_count = 1
        return [made[0].id, made[1].id, used_up.id]


async def test_working_links_by_their_end(tab: Tab, shared: list[str]) -> None:
    await tab.call(LinksState, "load")
    state = await tab.state(LinksState)
    assert [(row["id"], row["soon"]) for row in state.rows] == [(shared[0], True), (shared[1], False)]
    assert (state.live, state.ending, state.more) == (2, 1, False)
    await tab.call(LinksState, "show", "ending")
    assert [row["id"] for row in state.rows] == [shared[0]]
    await tab.call(LinksState, "show", "ended")
    assert [(row["id"], row["state"]) for row in state.rows] == [(shared[2], "used up")]
    await tab.call(LinksState, "show", "anything")
    await tab.call(LinksState, "search", "HARBOUR")
    assert len(state.rows) == 2
    await tab.call(LinksState, "search", "%")
    assert state.rows == []


async def test_more_time_and_an_end(tab: Tab, shared: list[str]) -> None:
    await tab.call(LinksState, "load")
    state = await tab.state(LinksState)
    await tab.call(LinksState, "extend", shared[0], "604800")
    assert [row["id"] for row in state.rows] == [shared[1], shared[0]]
    assert (state.ending, state.problem) == (0, "")
    await tab.call(LinksState, "extend", shared[0], "5")
    assert "between 60 and 604800" in state.problem
    await tab.call(LinksState, "revoke", shared[0])
    assert [row["id"] for row in state.rows] == [shared[1]]
    await tab.call(LinksState, "extend", shared[0], "3600")
    assert "revoked" in state.problem


async def test_a_revoked_link_comes_back_until_the_notice_has_gone(tab: Tab, shared: list[str]) -> None:
    await tab.call(LinksState, "load")
    state = await tab.state(LinksState)
    await tab.call(LinksState, "revoke", shared[0])
    assert (state.undo_id, state.undo_text[:8], state.done) == (shared[0], "Revoked.", "")
    await tab.call(LinksState, "restore", shared[0])
    assert [row["id"] for row in state.rows] == shared[:2]
    assert (state.undo_id, state.undo_text, state.done) == ("", "", "The link works again.")
    await tab.call(LinksState, "revoke", shared[0])
    clock.advance(undo.UNDO.total_seconds() + 1)
    await tab.call(LinksState, "restore", shared[0])
    assert ("stays revoked" in state.problem, state.undo_id) == (True, "")


async def test_an_ended_link_is_opened_again(tab: Tab, shared: list[str]) -> None:
    clock.advance(4000)
    await tab.call(LinksState, "load")
    state = await tab.state(LinksState)
    assert [row["id"] for row in state.rows] == [shared[1]]
    await tab.call(LinksState, "extend", shared[0], "3600")
    assert [row["id"] for row in state.rows] == shared[:2]


async def test_there_is_more(tab: Tab, account: Account, shared: list[str]) -> None:
    with session_scope() as session:
        output = links.output_of(session, links.get(session, person(account), shared[0]))
        for _ in range(60):
            links.create(session, output, 3600)
    await tab.call(LinksState, "load")
    state = await tab.state(LinksState)
    assert (len(state.rows), state.more, state.live) == (50, True, 62)
    await tab.call(LinksState, "show_more")
    assert (len(state.rows), state.more) == (62, False)


async def test_a_stranger_signs_in_first(stranger: Tab) -> None:
    assert redirected_to(await stranger.call(LinksState, "load")).startswith("/sign-in")
