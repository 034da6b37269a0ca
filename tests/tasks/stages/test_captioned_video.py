"""A worker brings a job to its editor and leaves it there, with what the stages before made."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from app.captions.conversion import drafts
from app.core import queue
from app.core.db import session_scope
from app.core.errors import JobError
from app.core.storage import storage
from app.job_types import plan
from app.services.access import Principal, person
from app.services.engines import capabilities
from app.services.files import outputs, uploads
from app.services.files.outputs import NewOutput
from app.services.jobs import editing, lifecycle
from models import Account, Job, Stage, queues
from tasks import run_job as worker
from tasks.stages import captioned_video
from tasks.stages.captioned_video import Captioned
from tasks.steps import StepContext, StepResult
from tests.support.services.jobs import add_job

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
        ("transcribe", True, [("film", "en", 1)]),
        ("translate", True, [("film.b", "b", 1), ("film.a", "a", 1)]),
        ("transcribe", False, [("film", None, 0)]),
    ],
)
def test_the_drafts_are_what_the_stages_kept(
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    asr: bool,
    found: list[tuple[str, str | None, int]],
) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
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


def videos(context: StepContext, source: Path, made: Captioned) -> list[NewOutput]:
    """Instead of a video, the captions that would go on it."""
    stored = context.store(made.write("WebVTT"))
    return [NewOutput(stored, f"{source.read_bytes().decode()}.{made.language}.mp4", "video/mp4")]


def with_video(session: Session, account: Account) -> Job:
    upload = uploads.add(session, person(account), "film.mp4", uploads.receive(b"film", "film.mp4"), {})
    job = add_job(session, account, "transcribe", source_name="film.mp4", upload_id=upload.id)
    job.stages = [str(stage) for stage in plan("transcribe", editing=True, videos=True)]
    job.parameters = {"job_type": "transcribe", "embed": True}
    return job


def now(job: Job) -> Job:
    with session_scope() as session:
        return session.exec(select(Job).where(col(Job.id) == job.id)).one()


def approved(job: Job, text: str) -> Job:
    """The job once a person has saved one caption and approved it."""
    body = HEARD.replace(b"Hi", text.encode())
    who = Principal(job.account_id, None, "a person", sandbox=False)
    with session_scope() as session:
        waiting = session.exec(select(Job).where(col(Job.id) == job.id)).one()
        editing.save(session, who, waiting, 0, drafts.parse_save(body), 1)
    with session_scope() as session:
        waiting = session.exec(select(Job).where(col(Job.id) == job.id)).one()
        found = editing.list_for_job(session, job.id)
        made, reports = editing.render(waiting, found)
        editing.approve(session, waiting, found, made, reports)
    kept = [storage().exists(file.stored.key) for file in made]
    assert kept == [now(job).ended]  # where videos follow, they bring the captions along
    return now(job)


def test_videos_are_made_of_what_was_approved(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(queue, "send_task", lambda _, where, *more: rung.append(where))
    heard: list[str] = []

    def transcribing_once(context: StepContext) -> StepResult:
        heard.append(context.job.id)
        return transcribing(context)

    monkeypatch.setitem(worker.STEPS, Stage.TRANSCRIBING, transcribing_once)
    monkeypatch.setattr(captioned_video, "videos", videos)
    with session_scope() as session:
        job = with_video(session, account)
    worker.run(job.id)
    waiting = approved(job, "Good morning")
    assert (waiting.stage, waiting.status, waiting.completed_at) == ("edited", "processing", None)
    assert rung == [queues.MEDIA]
    worker.run(job.id)
    ended = now(job)
    assert (ended.stage, ended.status, ended.error_message) == ("merged", "completed", None)
    assert heard == [job.id]
    assert ended.result_data is not None
    assert [report["cue_count"] for report in ended.result_data["outputs"]] == [1]
    with session_scope() as session:
        made = outputs.list_for_job(session, job.id)
    assert [file.file_name for file in made] == ["film.srt", "film.en.mp4"]
    assert ["Good morning" in outputs.text_preview(file) for file in made] == [True, False]
    with storage().open(made[1].storage_key) as file:
        assert b"Good morning" in file.read()


def test_a_retry_of_the_videos_asks_nobody_twice(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    monkeypatch.setitem(worker.STEPS, Stage.TRANSCRIBING, transcribing)

    def broken(*_: object) -> list[NewOutput]:
        raise JobError("No picture.", code="no_video_track", hint="Send one.")

    monkeypatch.setattr(captioned_video, "videos", broken)
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    with session_scope() as session:
        job = with_video(session, account)
    worker.run(job.id)
    approved(job, "Good morning")
    worker.run(job.id)
    assert (now(job).stage, now(job).error_code) == ("failed", "no_video_track")
    who = Principal(account.id, None, "a person", sandbox=False)
    with session_scope() as session:
        lifecycle.retry(session, who, job.id)
    monkeypatch.setattr(captioned_video, "videos", videos)
    worker.run(job.id)
    assert now(job).stage == "merged"


def test_a_retry_without_videos_ends_at_the_editing(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "send_task", lambda *_: None)
    monkeypatch.setitem(worker.STEPS, Stage.TRANSCRIBING, transcribing)
    monkeypatch.setattr(capabilities, "missing", lambda _: None)
    with session_scope() as session:
        job = with_video(session, account)
    worker.run(job.id)
    who = Principal(account.id, None, "a person", sandbox=False)
    with session_scope() as session:
        lifecycle.cancel(session, person(account), job.id)
    with session_scope() as session:
        lifecycle.retry(session, who, job.id, {"embed": False})
    worker.run(job.id)
    assert now(job).stage == "editing"
    assert approved(job, "Good morning").stage == "edited"
