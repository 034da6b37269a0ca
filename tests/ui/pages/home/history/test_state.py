from __future__ import annotations

from typing import Any

import pytest

from app.core.db import read_scope, session_scope
from app.services.access import person
from app.services.accounts import api_keys
from app.services.jobs import live_messages, presets
from app.services.jobs.history import saved_views
from app.ui import open_tabs
from app.ui.pages.home.history.state import HistoryState
from models import Account, Job
from tests.support.page.tab import SOCKET, TOKEN, Tab, redirected_to

pytestmark = pytest.mark.anyio


def add_jobs(account: Account, count: int, **fields: Any) -> list[Job]:
    with session_scope() as session:
        made = [
            Job(account_id=account.id, job_type="convert", source_name=f"{number}.srt", **fields)
            for number in range(count)
        ]
        session.add_all(made)
        return made


async def test_the_page_of_the_address_is_shown_newest_first(tab: Tab, account: Account) -> None:
    add_jobs(account, 60, stage="failed", status="failed")
    tab.go("/?status=failed&q=srt")
    assert await tab.call(HistoryState, "load") is None
    state = await tab.state(HistoryState)
    assert [row["source"] for row in state.rows] == [f"{number}.srt" for number in range(59, 9, -1)]
    assert (state.phase, state.counted, state.status, state.q) == ("ready", "60 jobs", "failed", "srt")
    tab.go(state.older_href)
    await tab.call(HistoryState, "load")
    assert [row["source"] for row in state.rows] == [f"{number}.srt" for number in range(9, -1, -1)]
    assert (state.older_href, state.newest_href) == ("", "/?status=failed&q=srt")


async def test_opening_a_job_keeps_the_list_and_a_reconnected_tab_reads_it_again(
    tab: Tab, account: Account
) -> None:
    await tab.call(HistoryState, "load")
    add_jobs(account, 1)
    tab.go("/?job=abc")
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    assert (state.rows, state.open_job, state.list_href) == ([], "abc", "/")
    tab.go("/?job=abc", socket="socket-2")
    await tab.call(HistoryState, "load")
    assert len(state.rows) == 1


async def test_a_filter_shows_its_rows_before_the_address_changes(tab: Tab, account: Account) -> None:
    add_jobs(account, 2, stage="failed", status="failed")
    add_jobs(account, 1)
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    await tab.call(HistoryState, "narrow", "status=failed&q=1.s%2B")
    assert (state.rows, state.q, state.filtered) == ([], "1.s+", True)
    await tab.call(HistoryState, "narrow", "status=failed")
    assert [row["source"] for row in state.rows] == ["1.srt", "0.srt"]
    assert (state.status, state.newest_href, state.job_href) == (
        "failed",
        "/?status=failed",
        "/?status=failed&job=",
    )
    add_jobs(account, 1, stage="failed", status="failed")
    tab.go("/?status=failed")
    await tab.call(HistoryState, "load")
    assert len(state.rows) == 2, "the list was right already"
    assert (state.counted, state.counts) == ("3 jobs", {"queued": "1", "failed": "3"}), (
        "said once rows are there"
    )
    await tab.call(HistoryState, "narrow", "status=unheard-of")
    assert (state.phase, state.rows) == ("error", [])
    tab.go("/?status=unheard-of")
    await tab.call(HistoryState, "load")
    assert (state.phase, state.counted) == ("error", "")


async def test_nobody_is_shown_what_a_filter_leaves(stranger: Tab, account: Account) -> None:
    add_jobs(account, 1)
    assert redirected_to(await stranger.call(HistoryState, "narrow", "status=queued")) == "/sign-in"
    assert (await stranger.state(HistoryState)).rows == []


async def test_a_tab_is_followed_live_once_it_is_signed_in(tab: Tab, stranger: Tab, account: Account) -> None:
    answer = await stranger.call(HistoryState, "load")
    assert redirected_to(answer) == "/sign-in"
    assert open_tabs.tabs_of_account(account.id, {TOKEN}) == []
    await tab.call(HistoryState, "load")
    assert open_tabs.tabs_of_account(account.id, {TOKEN}) == [TOKEN]


async def test_a_stranger_is_sent_back_to_the_address_afterwards_and_sees_nothing(
    stranger: Tab, account: Account
) -> None:
    add_jobs(account, 1)
    stranger.go("/?status=failed&job=x")
    answer = await stranger.call(HistoryState, "load")
    assert redirected_to(answer) == "/sign-in?next=%2F%3Fstatus%3Dfailed%26job%3Dx"
    assert (await stranger.state(HistoryState)).rows == []


async def test_an_address_that_cannot_be_shown_says_why(tab: Tab) -> None:
    for address, words in (("/?status=lost", "no status"), ("/?after=forged", "cursor is not valid")):
        tab.go(address)
        await tab.call(HistoryState, "load")
        state = await tab.state(HistoryState)
        assert (state.phase, words in state.problem, bool(state.hint)) == ("error", True, True)


async def test_closing_a_job_and_clearing_keep_to_the_address(tab: Tab) -> None:
    tab.go("/?type=convert&after=c&job=j")
    state = await tab.state(HistoryState)
    state._take_address()
    assert state.view == {"type": "convert"}
    assert redirected_to(await tab.call(HistoryState, "close_job")) == "/?type=convert&after=c"
    assert redirected_to(await tab.call(HistoryState, "clear")) == "/"


async def test_pages_go_back(tab: Tab, account: Account) -> None:
    add_jobs(account, 60)
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    first = [row["id"] for row in state.rows]
    assert state.newer_href == ""
    tab.go(state.older_href)
    await tab.call(HistoryState, "load")
    assert (len(state.rows), state.older_href) == (10, "")
    tab.go(state.newer_href)
    await tab.call(HistoryState, "load")
    assert [row["id"] for row in state.rows] == first


async def test_views_are_saved_shown_and_deleted(tab: Tab, account: Account) -> None:
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    await tab.call(HistoryState, "save_view", {"name": "All"})
    assert "nothing to save" in state.view_problem
    tab.go("/?status=failed&label=news")
    await tab.call(HistoryState, "load")
    await tab.call(HistoryState, "save_view", {"name": "  Bad   news "})
    assert state.view_problem == ""
    assert [(view["name"], view["href"]) for view in state.views] == [
        ("Bad news", "/?status=failed&label=news")
    ]
    await tab.call(HistoryState, "delete_view", state.views[0]["id"])
    assert (state.views, state.undo_text) == ([], "Deleted the view Bad news.")
    await tab.call(HistoryState, "restore_view", "Another")
    assert (state.views, state.undo_text) == ([], "")
    await tab.call(HistoryState, "delete_view", "gone")
    assert "no such view" in state.view_problem
    assert state.undo_text == ""


async def test_a_deleted_view_comes_back(tab: Tab, account: Account) -> None:
    tab.go("/?status=failed&label=news")
    await tab.call(HistoryState, "load")
    await tab.call(HistoryState, "save_view", {"name": "Bad news"})
    state = await tab.state(HistoryState)
    await tab.call(HistoryState, "delete_view", state.views[0]["id"])
    tab.go("/")
    await tab.call(HistoryState, "load")
    await tab.call(HistoryState, "restore_view", state.undo_id)
    assert [(view["name"], view["href"]) for view in state.views] == [
        ("Bad news", "/?status=failed&label=news")
    ]
    assert (state.undo_id, state.undo_text) == ("", "")


async def test_a_deleted_view_takes_no_newer_one_of_its_name_back(tab: Tab, account: Account) -> None:
    tab.go("/?status=failed")
    await tab.call(HistoryState, "load")
    await tab.call(HistoryState, "save_view", {"name": "Mine"})
    state = await tab.state(HistoryState)
    await tab.call(HistoryState, "delete_view", state.views[0]["id"])
    tab.go("/?label=news")
    await tab.call(HistoryState, "load")
    await tab.call(HistoryState, "save_view", {"name": " Mine "})
    assert (state.undo_id, state.undo_text) == ("", "")
    await tab.call(HistoryState, "restore_view", "Mine")
    assert [view["href"] for view in state.views] == ["/?label=news"]


async def test_the_layout_is_kept_for_the_person(tab: Tab, account: Account) -> None:
    await tab.call(HistoryState, "show_column", "kind")
    await tab.call(HistoryState, "set_density", "comfortable")
    await tab.call(HistoryState, "show_column", "time")
    await tab.call(HistoryState, "show_column", "kind")
    with read_scope() as session:
        layout = saved_views.layout(session, person(account))
    assert (layout.hidden, layout.density) == (["time"], "comfortable")
    await tab.call(HistoryState, "load_choices")
    state = await tab.state(HistoryState)
    assert (state.hidden, state.density) == (["time"], "comfortable")


async def test_what_can_be_chosen_is_of_the_account(
    tab: Tab, account: Account, other_account: Account
) -> None:
    for owner in (account, other_account):
        with session_scope() as session:
            api_keys.create(session, person(owner), f"Key of {owner.email}")
            presets.create(session, person(owner), {"name": owner.email, "job_type": "convert"})
            saved_views.save(session, person(owner), owner.email, {"status": "failed"})
    add_jobs(account, 3)
    await tab.call(HistoryState, "load_choices")
    state = await tab.state(HistoryState)
    assert [option["label"] for option in state.keys] == ["Any key", f"Key of {account.email}"]
    assert [option["label"] for option in state.presets] == ["Any preset", account.email]
    assert [view["name"] for view in state.views] == [account.email]
    assert state.days_label == "Last 30 days: 3 jobs, 0 failed"
    assert (len(state.days), state.days[-1]["open"]) == (30, (0, 28))


async def test_another_account_sees_its_own_jobs_only(
    tab: Tab, account: Account, other_account: Account
) -> None:
    add_jobs(other_account, 2)
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    assert (state.rows, state.is_new, state._read_for) == ([], True, ("/", SOCKET))
    assert state._who == person(account)


async def test_rows_that_run_go_on_moving_when_many_others_end_at_once(tab: Tab, account: Account) -> None:
    made = add_jobs(account, 14)
    await tab.call(HistoryState, "load")
    state = await tab.state(HistoryState)
    for each in made:
        each.stages, each.stage, each.status, each.progress = (
            ["converting", "converted"],
            "converting",
            "processing",
            40.0,
        )
    state._merge({each.id: live_messages.message(each) for each in made})
    first = state.rows
    for each in made[1:]:
        each.stage, each.status = "converted", "completed"
    state._merge({each.id: live_messages.message(each) for each in made[1:]})
    assert state.rows is not first
    assert {job: now["percent"] for job, now in state.live.items()} == {made[0].id: 40}
