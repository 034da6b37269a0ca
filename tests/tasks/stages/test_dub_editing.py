"""A dub whose translation a person edits: what was approved is spoken, and nobody is asked twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.captions.conversion import drafts
from app.core import queue
from app.core.db import session_scope
from app.job_types import plan
from app.media.probe.media_info import MediaInfo
from app.services.access import Principal, person
from app.services.files import uploads
from app.services.jobs import editing, lifecycle
from models import Account, Job, Stage, queues
from tasks import run_job as worker
from tasks.stages import dub
from tasks.steps import StepContext, StepResult
from tests.support.services.jobs import add_job

PROJECT = '{"format": "cuedeck-project", "version": 1, "cues": [{"start": 0, "end": 90000000, "text": "%s"}]}'


def kept(context: StepContext, text: str) -> str:
    return context.store(drafts.parse_save((PROJECT % text).encode()).document.encode(), "work").key


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the voice was given, with steps that recognise, translate and merge nothing."""
    said: list[str] = []

    def transcribing(context: StepContext) -> StepResult:
        return StepResult({"captions": kept(context, "Hi"), "language": "en", "notes": []})

    def translating(context: StepContext) -> StepResult:
        return StepResult({"languages": ["es"], "captions": {"es": kept(context, "Hola")}, "notes": []})

    def dubbing(context: StepContext) -> StepResult:
        document, *_ = dub._document(context, Path("film.mp4"), MediaInfo("mp4", 2.0, 0, ()))
        said.extend(cue.text for cue in document.cues)
        return StepResult({"language": document.language})

    steps: dict[Stage, Any] = {
        Stage.TRANSCRIBING: transcribing,
        Stage.TRANSLATING: translating,
        Stage.DUBBING: dubbing,
        Stage.MERGING: lambda _: StepResult(),
    }
    monkeypatch.setattr(worker, "STEPS", steps)
    return said


def dubbed(session: Session, account: Account) -> Job:
    upload = uploads.add(session, person(account), "film.mp4", uploads.receive(b"film", "film.mp4"), {})
    job = add_job(session, account, "dub", source_name="film.mp4", upload_id=upload.id)
    job.stages = [str(stage) for stage in plan("dub", editing=True)]
    job.parameters = {"job_type": "dub", "target_language": "es"}
    return job


def now(job: Job) -> Job:
    with session_scope() as session:
        return session.exec(select(Job).where(col(Job.id) == job.id)).one()


def approve(job: Job, text: str) -> None:
    who = Principal(job.account_id, None, "a person", sandbox=False)
    with session_scope() as session:
        waiting = session.exec(select(Job).where(col(Job.id) == job.id)).one()
        editing.save(session, who, waiting, 0, drafts.parse_save((PROJECT % text).encode()), 1)
        found = editing.list_for_job(session, job.id)
        made, reports = editing.render(waiting, found)
        editing.approve(session, waiting, found, made, reports)


def test_what_was_approved_is_spoken(
    account: Account, monkeypatch: pytest.MonkeyPatch, spoken: list[str]
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(queue, "send_task", lambda _, where, *more: sent.append(where))
    with session_scope() as session:
        job = dubbed(session, account)
    worker.run(job.id)
    assert (now(job).stage, spoken) == ("editing", [])
    approve(job, "Buenas")
    assert (now(job).stage, sent[-1]) == ("edited", queues.SPEECH)
    worker.run(job.id)
    assert (now(job).stage, spoken) == ("merged", ["Buenas"])


def test_another_voice_asks_nobody_again(
    account: Account, monkeypatch: pytest.MonkeyPatch, spoken: list[str]
) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    with session_scope() as session:
        job = dubbed(session, account)
    worker.run(job.id)
    approve(job, "Buenas")
    worker.STEPS[Stage.MERGING] = _fails
    worker.run(job.id)
    assert now(job).stage == "failed"
    with session_scope() as session:
        lifecycle.retry(session, person(account), job.id, {"original_level": -6, "voices": {"Ann": "es+f2"}})
    worker.STEPS[Stage.MERGING] = lambda _: StepResult()
    worker.run(job.id)
    assert (now(job).stage, spoken) == ("merged", ["Buenas", "Buenas"])


def _fails(context: StepContext) -> StepResult:
    raise OSError("the mixer broke")
