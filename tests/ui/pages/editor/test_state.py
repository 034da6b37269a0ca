"""The editor's page: which job it opens, and for whom."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from app.ui.pages.editor.state import EditorState
from models import Account, Job
from tasks import run_job
from tests.support.page.tab import Tab, redirected_to, signed_in

pytestmark = pytest.mark.anyio
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"


async def opened(tab: Tab, address: str) -> EditorState:
    tab.go(address)
    await tab.call(EditorState, "load")
    return await tab.state(EditorState)


async def test_a_review_opens_with_its_drafts(tab: Tab, job_in_review: Job, live: TestClient) -> None:
    state = await opened(tab, f"/jobs/{job_in_review.number}/edit")
    job = state.job
    assert (state.phase, job["ready"], job["review"], job["job_id"]) == ("open", True, True, job_in_review.id)
    assert job["files"] == [{"index": 0, "label": "en"}, {"index": 1, "label": "en"}]
    netflix = next(guide for guide in state.guides if guide["id"] == "netflix")
    assert (netflix["line_length"], netflix["characters_per_second"]) == (42, 20.0)


async def test_a_job_that_works_is_waited_for_and_a_finished_one_opens(tab: Tab, live: TestClient) -> None:
    fields = {"guide": "bbc", "job_name": "Tide"}
    sent = live.post("/v1/convert", files={"source": ("film.srt", SRT)}, data=fields).json()
    waiting = await opened(tab, f"/jobs/{sent['number']}/edit")
    assert (waiting.job["ready"], waiting.job["message"][:7]) == (False, "Queued.")
    run_job.run(sent["job_id"])
    done = (await opened(tab, f"/jobs/{sent['number']}/edit/")).job
    assert (done["ready"], done["review"], done["name"], done["guide"]) == (True, False, "Tide", "bbc")
    assert done["files"] == [{"index": 0, "label": "film.srt"}]


@pytest.mark.parametrize("address", ["/jobs/999999/edit", "/jobs/x/edit", "/jobs/99999999999999999999/edit"])
async def test_what_is_not_there_is_said(tab: Tab, address: str) -> None:
    state = await opened(tab, address)
    assert (state.phase, bool(state.message), state.job) == ("missing", True, {})


async def test_another_account_is_told_nothing(job_in_review: Job, other_account: Account) -> None:
    state = await opened(Tab(signed_in(other_account)), f"/jobs/{job_in_review.number}/edit")
    assert (state.phase, state.job) == ("missing", {})


async def test_a_stranger_is_sent_to_sign_in(stranger: Tab, job_in_review: Job) -> None:
    stranger.go(f"/jobs/{job_in_review.number}/edit")
    assert redirected_to(await stranger.call(EditorState, "load")).startswith("/sign-in")
