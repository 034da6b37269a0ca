"""A job that waits for its editor."""

from __future__ import annotations

from typing import Any

import pytest

from app.captions.conversion import drafts
from app.core import queue
from app.core.db import session_scope
from app.job_types import plan
from app.services.dispatch import leases
from app.services.engines import capabilities
from app.services.jobs import editing
from app.services.jobs.editing import NewDraft
from models import Account, Job, Preset, Stage
from tests.support.services.jobs import add_job

PROJECT: dict[str, Any] = {
    "format": "cuedeck-project",
    "version": 1,
    "cues": [{"start": 90_000_000, "end": 180_000_000, "text": "Hello"}],
}


@pytest.fixture
def job_in_review(account: Account, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A transcription that has just reached its editor, with two drafts."""
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    with session_scope() as session:
        preset = Preset(account_id=account.id, name="e", job_type="transcribe", editing=True)
        session.add(preset)
        session.flush()
        stages = [str(stage) for stage in plan("transcribe", editing=True)]
        made = add_job(session, account, "transcribe", preset_id=preset.id, source_name="film.mp4")
        made.stages = stages
        made.parameters = {"output_format": "vtt", "media_url": "https://example.com/film.mp4"}
        made.source_url = "https://example.com/film.mp4"
        queue.enqueue(session, made.id, queue.CAPTIONS)
    with session_scope() as session:
        claimed = leases.claim(session, made.id)
        assert claimed is not None
        claim, working = claimed
        step = leases.start_step(session, claim, working, Stage.TRANSCRIBING, "key")
        step.result = {"language": "en"}
        leases.finish_step(session, claim, working, step)
        editing.enter_editing(session, claim, working, [new_draft("k0"), new_draft("k1")])
    return working


def new_draft(key: str) -> NewDraft:
    text = drafts.parse_save(b'{"format": "cuedeck-project", "version": 1, "cues": []}').document
    return NewDraft(text, 0, "film", "en", key)
