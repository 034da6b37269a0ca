"""Sandbox jobs: no engine is touched; they end when their `finish_in` is over, as they were told to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists
from sqlmodel import Session, col, select

from app.core import clock
from app.core.storage import storage
from app.core.storage.base import new_key
from app.services import outputs
from app.services.outputs import Made
from app.services.transitions import transition
from models import Job, JobType, Stage
from models.base import NOW

_CAPTIONS = b"1\n00:00:00,000 --> 00:00:02,000\nSandbox sample\n"
_SAMPLES: dict[JobType, tuple[str, str, bytes]] = {
    JobType.CONVERT: ("sample.srt", "application/x-subrip", _CAPTIONS),
    JobType.TRANSCRIBE: ("sample.srt", "application/x-subrip", _CAPTIONS),
    JobType.TRANSLATE: ("sample.srt", "application/x-subrip", _CAPTIONS),
    JobType.COMMENTS: ("comments.json", "application/json", b'{"comments": []}\n'),
}
_OTHER = ("sample.txt", "text/plain", b"Sandbox sample\n")
_DUE = and_(col(Job.sandbox).is_(True), col(Job.finish_at) <= NOW, col(Job.completed_at).is_(None))
_ANY_DUE = select(exists().where(_DUE))


def any_due(session: Session) -> bool:
    """Whether `finish_due` has anything to do."""
    return session.scalars(_ANY_DUE, {"now": clock.now()}).one()


def finish_due(session: Session) -> int:
    """End every sandbox job whose time has come; returns how many."""
    jobs = list(session.exec(select(Job).where(_DUE).limit(200), params={"now": clock.now()}))
    for job in jobs:
        finish(session, job)
    return len(jobs)


def finish(session: Session, job: Job) -> None:
    """Walk the job through its stages to the end it was told to have."""
    wanted = job.parameters
    fail_at = wanted.get("fail_at_stage") or (job.stages[0] if wanted.get("finish_with_error") else None)
    if job.stage == Stage.CREATED:
        transition(session, job, Stage(job.stages[0]))
    while not job.ended:
        if fail_at == job.stage:
            transition(session, job, Stage.FAILED, **_error(wanted))
            return
        following = Stage(job.stages[job.stages.index(job.stage) + 1])
        if following == job.stages[-1] and fail_at != following:
            _add_sample(session, job)
        transition(session, job, following)


def _error(wanted: dict[str, Any]) -> dict[str, Any]:
    return {
        "error_code": wanted.get("error_code") or "sandbox_error",
        "error_message": "The sandbox job ended with an error, as it was told to.",
        "error_hint": "Leave finish_with_error and fail_at_stage out to see it complete.",
    }


def _add_sample(session: Session, job: Job) -> None:
    name, media_type, data = _SAMPLES.get(JobType(job.job_type), _OTHER)
    writer = storage().writer(new_key("output"))
    writer.write(data)
    outputs.add(session, job, [Made(writer.commit(), name, media_type)])
