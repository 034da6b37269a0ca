from __future__ import annotations

import json

import pytest

from app.core import clock
from app.core.db import session_scope
from app.services.access import Principal, person
from app.services.engines import capabilities
from app.services.jobs import lifecycle
from app.services.jobs.acceptance import Submission
from app.ui.pages.home.actions.state import ActionState
from app.ui.pages.home.actions.view import UNDO_SECONDS
from models import Account, Job
from tests.support.page.tab import Tab, redirected_to
from tests.support.services.jobs import reread

pytestmark = pytest.mark.anyio


def add(account: Account, **fields: object) -> Job:
    with session_scope() as session:
        job = Job(account_id=account.id, job_type="convert", stages=["converting", "converted"], **fields)
        session.add(job)
        return job


async def test_cancel_tells_what_was_done_and_what_cannot_be(tab: Tab, account: Account) -> None:
    job = add(account)
    await tab.call(ActionState, "cancel", job.id)
    state = await tab.state(ActionState)
    assert (reread(job).stage, state.notice) == ("canceled", f"Canceled #{job.number}.")
    await tab.call(ActionState, "cancel", job.id)
    assert "already ended" in state.notice
    assert state.notice_hint
    await tab.call(ActionState, "dismiss")
    assert (state.notice, state.notice_hint) == ("", "")


async def test_a_draft_is_started_once_it_is_complete(tab: Tab, account: Account) -> None:
    job = add(account, stage="draft")
    await tab.call(ActionState, "start", job.id)
    state = await tab.state(ActionState)
    assert (reread(job).stage, "no source" in state.notice) == ("draft", True)
    with session_scope() as session:
        job.parameters = {"media_path": "https://example.com/a.srt"}
        session.merge(job)
    await tab.call(ActionState, "start", job.id)
    assert reread(job).stage == "created"


async def test_retry_can_read_the_source_as_another_format(tab: Tab, account: Account) -> None:
    job = add(account, stage="rejected", status="failed", source_url="https://example.com/a.srt")
    with session_scope() as session:
        job.parameters = {"media_path": "https://example.com/a.srt", "source_profile": "WebVTT"}
        session.merge(job)
    await tab.call(ActionState, "retry_as", job.id, "SAMI")
    assert (reread(job).stage, reread(job).source_profile) == ("created", "SAMI")


async def test_what_was_canceled_while_it_waited_is_queued_again(
    tab: Tab, who: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    wanted = {"job_type": "fingerprint", "media_path": "https://media.example/a.mp4"}
    with session_scope() as session:
        job = lifecycle.submit(session, Submission(who, "web", json.dumps(wanted), wanted))
    await tab.call(ActionState, "cancel", job.id)
    await tab.call(ActionState, "retry", job.id)
    assert (reread(job).stage, (await tab.state(ActionState)).notice) == (
        "created",
        f"Queued #{job.number} again.",
    )


async def test_removed_files_can_be_brought_back_for_a_moment(tab: Tab, account: Account) -> None:
    job = add(account, stage="converted", status="completed")
    state = await tab.state(ActionState)
    await tab.call(ActionState, "delete", job.id)
    assert (state.undo_id, reread(job).files_deleted_at is not None) == (job.id, True)
    clock.advance(UNDO_SECONDS)
    await tab.call(ActionState, "undo", job.id)
    assert (state.undo_id, state.notice) == ("", f"The files of #{job.number} are back.")
    assert reread(job).files_deleted_at is None
    await tab.call(ActionState, "undo", job.id)
    assert "no longer" in state.notice


async def test_nobody_elses_files_are_removed_or_brought_back(
    tab: Tab, account: Account, other_account: Account
) -> None:
    job = add(other_account, stage="converted", status="completed")
    await tab.call(ActionState, "delete", job.id)
    assert ((await tab.state(ActionState)).undo_id, reread(job).files_deleted_at) == ("", None)
    with session_scope() as session:
        lifecycle.hide_files(session, person(other_account), job.id)
    await tab.call(ActionState, "undo", job.id)
    assert reread(job).files_deleted_at is not None


async def test_another_accounts_job_is_left_alone(tab: Tab, other_account: Account) -> None:
    job = add(other_account)
    for handler in ("cancel", "retry"):
        await tab.call(ActionState, handler, job.id)
        assert "no job" in (await tab.state(ActionState)).notice
    assert reread(job).stage == "created"


async def test_a_stranger_is_sent_to_sign_in(stranger: Tab, account: Account) -> None:
    job = add(account)
    assert redirected_to(await stranger.call(ActionState, "cancel", job.id)) == "/sign-in"
    assert reread(job).stage == "created"
