"""The page of one job: opened by its number, live while it is open, and of nobody else's jobs."""

from __future__ import annotations

import pytest

from app.core.db import session_scope
from app.services.access import Principal
from app.services.jobs import live_messages
from app.services.jobs.transitions import transition
from app.ui import open_tabs
from app.ui.pages.home.detail.state import DetailState
from app.ui.pages.home.history.state import HistoryState
from app.ui.pages.job.state import JobPageState
from models import Account, Job, Stage
from tests.support.page.tab import TOKEN, Tab
from tests.support.services.jobs import add_job

pytestmark = pytest.mark.anyio


def made(account: Account) -> Job:
    with session_scope() as session:
        return add_job(session, account, "convert", source_name="film.srt")


async def opened(tab: Tab, number: object) -> DetailState:
    tab.go(f"/jobs/{number}")
    await tab.call(JobPageState, "load")
    await tab.call(DetailState, "load")
    return await tab.state(DetailState)


async def test_it_is_opened_by_its_number(tab: Tab, account: Account) -> None:
    job = made(account)
    state = await opened(tab, job.number)
    assert (state.phase, state.job_id, state.row["source"]) == ("ready", job.id, "film.srt")
    assert open_tabs.tabs_of_account(account.id, {TOKEN}) == [TOKEN]
    history = await tab.state(HistoryState)
    assert history._who is not None
    assert history._who.account_id == account.id


@pytest.mark.parametrize("number", ["999999", "0", "-1", "1e3", "x", "9" * 30])
async def test_what_is_no_job_is_told(tab: Tab, account: Account, number: str) -> None:
    state = await opened(tab, number)
    assert (state.phase, "no job" in state.message) == ("missing", True)


async def test_a_job_of_another_account_is_not_there(tab: Tab, other_account: Account) -> None:
    assert (await opened(tab, made(other_account).number)).phase == "missing"


async def test_what_it_shows_is_asked_for_again_when_it_goes_on(
    tab: Tab, account: Account, who: Principal
) -> None:
    job = made(account)
    state = await opened(tab, job.number)
    before = state.version
    with session_scope() as session:
        job = session.merge(job)
        transition(session, job, Stage.CONVERTING)
    await state._follow(who, live_messages.message(job))
    assert state.version != before


async def test_going_back_to_the_list_closes_it(tab: Tab, account: Account) -> None:
    state = await opened(tab, made(account).number)
    tab.go("/")
    await tab.call(DetailState, "load")
    assert (state.phase, state.job_id) == ("closed", "")
