"""What a person does before a job goes on: media, metadata and start; approve and send back."""

from __future__ import annotations

import json

import pytest

from app.captions.conversion import drafts
from app.core.db import session_scope
from app.core.storage import storage
from app.core.storage.base import new_key
from app.services.access import Principal, person
from app.services.engines import capabilities
from app.services.files import uploads
from app.services.jobs import editing
from app.ui.pages.home.actions.state import ActionState
from app.ui.pages.home.detail import job as details
from models import Account, Job, Preset
from tests.support.page.tab import Tab
from tests.support.services.jobs import reread
from tests.support.services.review import PROJECT

pytestmark = pytest.mark.anyio


@pytest.fixture
def draft(account: Account, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    with session_scope() as session:
        preset = Preset(account_id=account.id, name="P", job_type="transcribe", required_metadata=["title"])
        session.add(preset)
        session.flush()
        stages = ["transcribing", "transcribed"]
        made = Job(account_id=account.id, job_type="transcribe", stages=stages, stage="draft")
        made.preset_id = preset.id
        session.add(made)
        return made


async def test_a_draft_gets_its_media_its_metadata_and_starts(tab: Tab, account: Account, draft: Job) -> None:
    state = await tab.state(ActionState)
    shown = details.read(person(account), draft.id, "https://x")
    assert (shown["media"], shown["asked"]) == ("", [{"name": "title", "value": ""}])
    await tab.call(ActionState, "start_draft", draft.id, {"title": ""})
    assert "no source" in state.notice
    await tab.call(ActionState, "add_address", draft.id, {"address": "nonsense"})
    assert "wrong field" in state.notice
    await tab.call(ActionState, "add_address", draft.id, {"address": "https://example.com/film.mp4"})
    assert details.read(person(account), draft.id, "https://x")["media"] == "film.mp4"
    writer = storage().writer(new_key("upload"))
    writer.write(b"x")
    with session_scope() as session:
        upload = uploads.add(session, person(account), "other.mp4", writer.commit(), {})
    await tab.call(ActionState, "add_upload", draft.id, {"upload_id": upload.id})
    assert state.notice == f"#{draft.number} has its media: other.mp4."
    await tab.call(ActionState, "start_draft", draft.id, {"title": "Film"})
    assert (reread(draft).stage, reread(draft).job_metadata) == ("created", {"title": "Film"})
    await tab.call(ActionState, "add_upload", draft.id, {"upload_id": upload.id})
    assert "no draft any more" in state.notice


async def test_approve(tab: Tab, account: Account, who: Principal, job_in_review: Job) -> None:
    shown = details.read(person(account), job_in_review.id, "x")
    assert shown["review"] == "0 cues in 2 drafts, not edited yet."
    await tab.call(ActionState, "approve", job_in_review.id)
    assert "No captions" in (await tab.state(ActionState)).notice
    saved = drafts.parse_save(json.dumps(PROJECT).encode())
    with session_scope() as session:
        for index in range(2):
            editing.save(session, who, job_in_review, index, saved, 1)
    shown = details.read(person(account), job_in_review.id, "x")
    assert shown["review"] == "2 cues in 2 drafts, last saved by owner."
    await tab.call(ActionState, "approve", job_in_review.id)
    assert reread(job_in_review).status == "completed"
    assert len(details.read(person(account), job_in_review.id, "x")["files"]) == 2
    await tab.call(ActionState, "approve", job_in_review.id)
    assert "does not wait" in (await tab.state(ActionState)).notice


async def test_send_back(tab: Tab, job_in_review: Job) -> None:
    await tab.call(ActionState, "send_back", job_in_review.id)
    assert reread(job_in_review).stage == "created"


async def test_a_stranger_approves_nothing(stranger: Tab, job_in_review: Job) -> None:
    assert await stranger.call(ActionState, "approve", job_in_review.id) is not None
    assert reread(job_in_review).stage == "editing"
