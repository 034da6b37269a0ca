"""The worker's side of a job: claim with a lease, renew it, report progress, finish under a fence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, and_, bindparam, delete, func, or_, update
from sqlmodel import Session, col, select

from app.core import clock, events
from app.core.db import on_commit
from app.core.errors import AppError, JobError
from app.core.limits.change_watch import ChangeWatch
from app.core.security import random_text
from app.core.settings import get_settings
from app.job_types.stages import DONE_OF
from app.services.jobs import live_messages
from app.services.jobs.lifecycle import error_fields, working_seconds
from app.services.jobs.transitions import transition
from models import Job, JobStep, Outbox, Stage
from models.base import NOW

WORKED_ON = [
    str(Stage.CREATED),
    *(str(s) for s in DONE_OF if s is not Stage.EDITING),
    *map(str, DONE_OF.values()),
]
"""The stages that are a worker's business."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a job until the lease ends."""

    job_id: str
    token: str


CLAIMABLE = and_(
    col(Job.stage).in_(WORKED_ON),
    col(Job.completed_at).is_(None),
    col(Job.sandbox).is_(False),
    col(Job.lease_token).is_(None),
    or_(col(Job.next_attempt_at).is_(None), col(Job.next_attempt_at) <= NOW),
)
"""The SQL condition of a job that waits for a worker at the moment `now`: queued, or given back.

A completed job stands at a done stage too; its `completed_at` tells it apart.
"""

_HELD = select(Job.id, Job.lease_token, Job.lease_until).where(
    col(Job.stage).in_(WORKED_ON), col(Job.completed_at).is_(None), col(Job.lease_token).is_not(None)
)
_watch = ChangeWatch()

# Built once: every job begins with these.
_TAKE = (
    update(Job)
    .where(col(Job.id) == bindparam("wanted"), CLAIMABLE)
    .values(
        lease_until=bindparam("until"),
        lease_token=bindparam("token"),
        attempts=Job.attempts + 1,
        started_at=func.coalesce(Job.started_at, NOW),
    )
    .returning(Job)
    .execution_options(synchronize_session=False)
)
_HEARD = (
    delete(Outbox)
    .where(col(Outbox.job_id) == bindparam("wanted"))
    .execution_options(synchronize_session=False)
)


def claim(session: Session, job_id: str) -> tuple[Claim, Job] | None:
    """Take the job if it is free; None when someone else has it or it has ended.

    A lease ends by being taken from its holder (`end_silent`), or given back: no clock is asked here.

    A job whose worker died `max_attempts` times is failed here, so that it cannot take workers down for ever.
    """
    token = random_text(22)
    now = clock.now()
    until = now + timedelta(seconds=get_settings().jobs.lease_seconds)
    taking = {"wanted": job_id, "now": now, "until": until, "token": token}
    job = session.scalars(_TAKE, taking).one_or_none()
    session.execute(_HEARD, {"wanted": job_id})
    if job is None:
        return None
    if job.attempts - job.handed_back > get_settings().jobs.max_attempts:
        transition(session, job, Stage.FAILED, token=token, **error_fields(_died_too_often(job)))
        return None
    return Claim(job_id, token), job


def _died_too_often(job: Job) -> JobError:
    return JobError(
        f"The worker died {job.attempts - job.handed_back - 1} times while it ran this job.",
        code="worker_died",
        hint="Look into the worker's log; then retry the job.",
    )


def any_silent(session: Session) -> bool:
    """Whether a worker has stopped renewing its lease. To be asked every second or so: it watches them."""
    return bool(_silent(session))


def end_silent(session: Session) -> None:
    """Take the lease from workers that stopped renewing it; one that renews it just now keeps it."""
    for job_id, token, until in _silent(session):
        left = (col(Job.id) == job_id, col(Job.lease_token) == token, col(Job.lease_until) == until)
        session.execute(update(Job).where(*left).values(lease_token=None, lease_until=None))


def _silent(session: Session) -> list[tuple[str, str, datetime]]:
    length = timedelta(seconds=get_settings().jobs.lease_seconds)
    held = [(job, token, until) for job, token, until in session.exec(_HELD) if token and until]
    silent = [
        (job, token, until)
        for job, token, until in held
        if _watch.silent(job, (token, until), until - length) >= length.total_seconds()
    ]
    _watch.keep_only({job for job, _, _ in held})
    return silent


def excuse(session: Session, claims: Iterable[Claim]) -> None:
    """Count these claims as given back from now on: their worker is asked to stop, and may be killed."""
    for held in claims:
        session.execute(_mine(held).values(handed_back=Job.handed_back + 1))


def hand_back(session: Session, claims: Iterable[Claim]) -> None:
    """Give the jobs of these claims to whoever comes next, now."""
    for held in claims:
        session.execute(_mine(held).values(lease_token=None, lease_until=None))


def put_off(session: Session, held: Claim, seconds: float) -> None:
    """Give a job back, to be tried again after some seconds. It counts as an attempt unless it is excused."""
    later = clock.now() + timedelta(seconds=seconds)
    session.execute(_mine(held).values(lease_token=None, lease_until=None, next_attempt_at=later))


def _mine(held: Claim) -> Update:
    return update(Job).where(col(Job.id) == held.job_id, col(Job.lease_token) == held.token)


def renew(session: Session, claims: list[Claim]) -> set[Claim]:
    """Extend the leases; the claims that are no longer ours (canceled, or taken over) come back."""
    until = clock.now() + timedelta(seconds=get_settings().jobs.lease_seconds)
    lost = set()
    for held in claims:
        done = session.execute(_mine(held).values(lease_until=until))
        if cast("CursorResult[Any]", done).rowcount == 0:
            lost.add(held)
    return lost


def holds(session: Session, held: Claim) -> bool:
    """Whether the claim is still ours."""
    mine = select(Job.number).where(col(Job.id) == held.job_id, col(Job.lease_token) == held.token)
    return session.exec(mine).first() is not None


def progress(
    session: Session, held: Claim, job: Job, stage: Stage, percent: float, eta_seconds: int | None
) -> None:
    """Write progress (0-100, only forward, and only of the stage the job stands at); publish it then."""
    message = live_messages.message(job) | {"progress": round(percent, 1), "eta": eta_seconds}
    mine = (
        col(Job.id) == held.job_id,
        col(Job.lease_token) == held.token,
        col(Job.stage) == str(stage),
        col(Job.progress) <= percent,
    )
    written = session.execute(update(Job).where(*mine).values(progress=percent, eta_seconds=eta_seconds))
    if cast(CursorResult[Any], written).rowcount and message["stage"] == stage:
        on_commit(session, lambda: events.publish(message))


def start_step(session: Session, held: Claim, job: Job, stage: Stage, key: str) -> JobStep:
    """Enter a working stage."""
    if Stage(job.stage) is stage:  # taken over in the middle of this stage
        job.changed_at = clock.now()
        session.add(job)
    else:
        transition(session, job, stage, token=held.token)
    position = job.stages.index(str(stage))
    step = JobStep(
        job_id=job.id,
        stage=str(stage),
        position=position,
        attempt=job.attempts,
        checkpoint_key=key,
        started_at=clock.now(),
    )
    session.add(step)
    return step


def finish_step(session: Session, held: Claim, job: Job, step: JobStep, **changes: Any) -> None:
    """Leave a working stage for its done stage, with the step's result."""
    step.ended_at = clock.now()
    session.add(step)
    changes["worked_seconds"] = working_seconds(job, [step])
    transition(session, job, DONE_OF[Stage(step.stage)], token=held.token, **changes)


def checkpoint(session: Session, job: Job, stage: Stage, key: str) -> dict[str, Any] | None:
    """What an earlier run of this very step made, if it is still good."""
    if job.attempts == 1 and job.round == 0 and job.stage != Stage.EDITED:  # nothing can be there yet
        return None
    same = select(JobStep).where(
        col(JobStep.job_id) == job.id,
        col(JobStep.stage) == str(stage),
        col(JobStep.checkpoint_key) == key,
        col(JobStep.result).is_not(None),
    )
    found = session.exec(same.order_by(col(JobStep.id).desc())).first()
    return found.result if found and found.ended_at and not found.error_code else None


def unfinished_before(session: Session, job_id: str) -> int:
    """How often the job has begun its present stage before and neither finished it nor failed."""
    begun = select(func.count()).where(col(JobStep.job_id) == job_id, col(JobStep.ended_at).is_(None))
    return max(0, session.exec(begun).one() - 1)


def finished_elsewhere(
    session: Session, job: Job, stage: Stage, key: str
) -> tuple[int, dict[str, Any]] | None:
    """The number of another job of the account that did this very step, and the step's result."""
    same = (
        select(Job.number, JobStep.result)
        .join(Job, col(Job.id) == col(JobStep.job_id))
        .where(
            col(JobStep.checkpoint_key) == key,
            col(JobStep.stage) == str(stage),
            col(JobStep.result).is_not(None),
            col(JobStep.ended_at).is_not(None),
            col(JobStep.error_code).is_(None),
            col(Job.account_id) == job.account_id,
            col(Job.sandbox).is_(job.sandbox),
            col(Job.id) != job.id,
            col(Job.files_deleted_at).is_(None),
        )
    )
    found = session.exec(same.order_by(col(JobStep.id).desc())).first()
    return (int(found[0] or 0), dict(found[1] or {})) if found else None


def fail(session: Session, held: Claim, error: AppError) -> None:
    """End the job as rejected (bad input) or failed, with the full error."""
    job = session.exec(select(Job).where(col(Job.id) == held.job_id)).one()
    open_steps = select(JobStep).where(col(JobStep.job_id) == job.id, col(JobStep.ended_at).is_(None))
    steps = list(session.exec(open_steps.order_by(col(JobStep.id))))
    for step in steps:
        step.ended_at, step.error_code = clock.now(), error.code
        session.add(step)
    stage = Stage.REJECTED if error.extra.get("rejected") else Stage.FAILED
    changes = error_fields(error) | {"worked_seconds": working_seconds(job, steps[-1:])}
    transition(session, job, stage, token=held.token, **changes)
