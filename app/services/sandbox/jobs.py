"""Sandbox jobs: no engine is touched; they end when their `finish_in` is over, as they were told to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists
from sqlmodel import Session, col, select

from app.core import clock
from app.core.storage import store
from app.core.storage.base import new_key
from app.job_types.stages import DONE_OF
from app.services.files import outputs
from app.services.files.outputs import NewOutput
from app.services.jobs.transitions import transition
from app.services.sandbox import samples
from models import Job, JobStep, Stage
from models.base import NOW

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
    """Move the job through its stages to the end that was chosen for it."""
    wanted = job.parameters
    fail_at = wanted.get("fail_at_stage") or (job.stages[0] if wanted.get("finish_with_error") else None)
    job.started_at = job.started_at or clock.now()
    session.add(job)
    if job.stage == Stage.CREATED:
        _enter(session, job, Stage(job.stages[0]))
    while not job.ended:
        if fail_at == job.stage:
            _fail(session, job)
            return
        following = Stage(job.stages[job.stages.index(job.stage) + 1])
        ends = following == job.stages[-1] and fail_at != following
        _enter(session, job, following, **(_add_sample(session, job) if ends else {}))


def _enter(session: Session, job: Job, stage: Stage, **changes: Any) -> None:
    """Enter a stage; a working one leaves a step behind, as if it had been done."""
    transition(session, job, stage, **changes)
    if stage in DONE_OF:
        now, position = clock.now(), job.stages.index(str(stage))
        step = JobStep(job_id=job.id, stage=str(stage), position=position, started_at=now, ended_at=now)
        session.add(step)


def _fail(session: Session, job: Job) -> None:
    error = _error(job.parameters)
    session.flush()
    last = col(JobStep.id).desc()
    step = session.exec(select(JobStep).where(col(JobStep.job_id) == job.id).order_by(last)).first()
    if step is not None and step.stage == job.stage:
        step.error_code = error["error_code"]
        session.add(step)
    transition(session, job, Stage.FAILED, **error)


def _error(wanted: dict[str, Any]) -> dict[str, Any]:
    return {
        "error_code": wanted.get("error_code") or "sandbox_error",
        "error_message": "The sandbox job ended with an error, as it was told to.",
        "error_hint": "Leave finish_with_error and fail_at_stage out to see it complete.",
    }


def _add_sample(session: Session, job: Job) -> dict[str, Any]:
    """Record the sample's files; the columns to write with the last stage."""
    made = samples.sample(job)
    kept = [
        NewOutput(store(new_key("output"), [file.data]), file.name, file.media_type, file.language)
        for file in made.files
    ]
    outputs.add(session, job, kept)
    return made.changes
