"""A worker brings a job to its editor and leaves it there, with what the stages before made."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from app.captions import drafts
from app.core import queue
from app.core.db import session_scope
from app.services import editing
from models import Account, Job, JobType, Stage
from models.stages import plan
from tasks import jobs as worker
from tasks.steps import StepContext, StepResult
from tests.services.jobs import add_job

HEARD = b'{"format": "cuedeck-project", "version": 1, "cues": [{"start": 0, "end": 90000000, "text": "Hi"}]}'


def transcribing(context: StepContext) -> StepResult:
    kept = context.store(drafts.parse_save(HEARD).document.encode(), "work")
    return StepResult({"captions": kept.key, "language": "en"})


def translating(context: StepContext) -> StepResult:
    keys = {name: context.store(drafts.parse_save(HEARD).document.encode(), "work").key for name in "ab"}
    return StepResult({"languages": ["b", "a"], "captions": keys})


@pytest.mark.parametrize(
    ("kind", "asr", "found"),
    [
        (JobType.TRANSCRIBE, True, [("film", "en", 1)]),
        (JobType.TRANSLATE, True, [("film.b", "b", 1), ("film.a", "a", 1)]),
        (JobType.TRANSCRIBE, False, [("film", None, 0)]),
    ],
)
def test_the_drafts_are_what_the_stages_kept(
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    kind: JobType,
    asr: bool,
    found: list[tuple[str, str | None, int]],
) -> None:
    monkeypatch.setattr(queue, "ring", lambda *_: None)
    steps = {Stage.TRANSCRIBING: transcribing, Stage.TRANSLATING: translating}
    monkeypatch.setattr(worker, "STEPS", steps)
    with session_scope() as session:
        job = add_job(session, account, kind, source_name="film.mp4")
        job.stages = [str(stage) for stage in plan(kind, editing=True, asr=asr)]
    worker.run(job.id)
    with session_scope() as session:
        now = session.exec(select(Job).where(col(Job.id) == job.id)).one()
        assert (now.stage, now.lease_token, now.error_code) == ("editing", None, None)
        made = editing.list_for_job(session, job.id)
        assert [(draft.file_stem, draft.language, draft.cue_count) for draft in made] == found
    worker.run(job.id)  # a doorbell that rings again changes nothing
    with session_scope() as session:
        assert len(editing.list_for_job(session, job.id)) == len(found)
