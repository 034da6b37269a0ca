"""One action on the selected jobs: on those that were shown when it was asked."""

from __future__ import annotations

import pytest

from app.core.db import session_scope
from app.services.jobs.history import bulk
from app.ui.pages.home.actions.bulk_state import BulkState
from app.ui.pages.home.history.state import HistoryState
from models import Account, Job
from tests.support.page.tab import Tab
from tests.support.services.jobs import reread

pytestmark = pytest.mark.anyio


def ended(account: Account, name: str) -> Job:
    with session_scope() as session:
        job = Job(
            account_id=account.id, job_type="convert", source_name=name, stage="failed", status="failed"
        )
        session.add(job)
        return job


async def test_all_means_those_of_the_list_when_it_was_asked(tab: Tab, account: Account) -> None:
    asked, other = ended(account, "asked.srt"), ended(account, "other.srt")
    tab.go("/?q=asked")
    await tab.call(HistoryState, "load")
    await tab.call(BulkState, "begin", "delete", [], "all")
    state = await tab.state(BulkState)
    assert state.asking == "1 job"
    tab.go("/")
    await tab.call(HistoryState, "load")
    await tab.call(BulkState, "delete")
    assert (state.asking, state.message) == ("", "Removed the files of 1 job.")
    assert reread(asked).files_deleted_at is not None
    assert reread(other).files_deleted_at is None
    await tab.call(BulkState, "delete")  # the answer counts once
    assert reread(other).files_deleted_at is None


async def test_named_jobs_and_no_answer(tab: Tab, account: Account) -> None:
    first, second = ended(account, "1.srt"), ended(account, "2.srt")
    await tab.call(BulkState, "begin", "delete", [first.id], "those")
    await tab.call(BulkState, "keep")
    await tab.call(BulkState, "delete")
    assert reread(first).files_deleted_at is None
    await tab.call(BulkState, "begin", "delete", [second.id], "those")
    await tab.call(BulkState, "delete")
    assert reread(second).files_deleted_at is not None


async def test_a_second_one_is_told_to_wait(
    tab: Tab, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ended(account, "a.srt")
    monkeypatch.setattr(bulk, "_under_way", {(account.id, False)})
    await tab.call(BulkState, "begin", "retry", [job.id], "those")
    assert "still under way" in (await tab.state(BulkState)).message


async def test_the_files_of_many_jobs_come_back(tab: Tab, account: Account) -> None:
    first, second = ended(account, "first.srt"), ended(account, "second.srt")
    await tab.call(BulkState, "begin", "delete", [first.id, second.id, "no-such-job"], "those")
    await tab.call(BulkState, "delete")
    state = await tab.state(BulkState)
    assert (state.can_undo, state.message) == (True, "Removed the files of 2 jobs. 1 job stayed as before.")
    assert [reread(job).files_deleted_at is None for job in (first, second)] == [False, False]
    await tab.call(BulkState, "undo")
    assert (state.can_undo, state.message) == (False, "Brought the files of 2 jobs back.")
    assert [reread(job).files_deleted_at for job in (first, second)] == [None, None]
    await tab.call(BulkState, "begin", "delete", [first.id], "those")
    await tab.call(BulkState, "delete")
    await tab.call(BulkState, "withdraw_undo")
    await tab.call(BulkState, "undo")
    assert (state.can_undo, reread(first).files_deleted_at is not None) == (False, True)
