"""The only place that writes a job's stage: a guarded UPDATE, its event, its credits, its live message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from app.core import clock, events
from app.core.db import append, on_commit
from app.core.errors import Conflict
from app.job_types.stages import successors
from app.services.accounts import credits, retention
from app.services.jobs import event_feed, live_messages
from app.services.webhooks import enqueue
from models import Job, JobEvent, Stage, Status
from models.stages import ENDED_BADLY, is_final, words

# Built once: every step of every job is one of these. The values are those of the parameters.
_MOVE = update(Job.metadata.tables["job"]).where(
    col(Job.id) == bindparam("wanted"), col(Job.stage) == bindparam("left")
)
_MOVE_HELD = _MOVE.where(col(Job.lease_token) == bindparam("held"))


class LeaseLost(Conflict):
    """The claim this work was done under is no longer ours: its result must not be kept."""

    default_code = "lease_lost"


def transition(
    session: Session,
    job: Job,
    to: Stage,
    *,
    token: str | None = None,
    note: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Move `job` to stage `to` and write `changes` with it; `note` is kept with the event.

    The UPDATE is guarded by the stage the job was read in and, when `token` is given, by the lease. Raises
    Conflict `stage_conflict` when the stage table forbids the step or someone else moved the job first, and
    LeaseLost when the lease is no longer ours.
    """
    current = Stage(job.stage)
    if to not in successors(current, job.stages):
        raise Conflict(
            f"A job that is {job.badge.lower()} ({current}) cannot become {to}.",
            code="stage_conflict",
            hint="Read the job again: it may have moved on in the meantime.",
            stage=str(current),
        )
    values = {"stage": str(to), **_derived(job, to), **changes}
    if is_final(to, job.stages):
        values |= {"expires_at": clock.now() + timedelta(days=retention.days(session, job))}
        charged = credits.settle(session, job, completed=values["status"] == Status.COMPLETED)
        values |= {} if charged is None else {"credits_charged": charged}
    _write(session, job, values, token)
    record(session, job, note)


def _derived(job: Job, to: Stage) -> dict[str, Any]:
    status = words(to, job.stages).status
    values: dict[str, Any] = {"status": str(status)}
    if is_final(to, job.stages):
        values |= {"completed_at": clock.now(), "lease_until": None, "lease_token": None, "eta_seconds": None}
        values |= {"finish_at": None, "cancel_requested": False}
    if status is Status.COMPLETED:
        values |= {"progress": 100.0}
    if to is Stage.CREATED:
        values |= {"completed_at": None, "progress": 0.0, "lease_until": None, "lease_token": None}
        values |= {"expires_at": None, "files_deleted_at": None}  # what it makes now is kept as long as ever
    return values


def _write(session: Session, job: Job, values: dict[str, Any], token: str | None) -> None:
    if session.is_modified(job):
        session.flush()
    known = {"wanted": job.id, "left": job.stage, "held": token}
    with session.no_autoflush:  # what waits to be written is written once, at the end
        done = session.execute(_MOVE if token is None else _MOVE_HELD, known | values)
    if cast("CursorResult[Any]", done).rowcount == 0:
        if token is not None:
            raise LeaseLost(
                "Another worker has taken this job over.", hint="Nothing to do: it goes on there."
            )
        raise Conflict(
            "The job moved on while you were looking at it.",
            code="stage_conflict",
            hint="Read the job again and repeat the request if it still applies.",
        )
    for name, value in values.items():
        set_committed_value(job, name, value)


def record(session: Session, job: Job, note: dict[str, Any] | None = None) -> None:
    """Append the job's event, note whom webhooks tell of it, and publish its row after commit."""
    event = words(Stage(job.stage), job.stages).event
    if event is not None:
        data = {"code": job.error_code} if Stage(job.stage) in ENDED_BADLY else note or {}
        event_feed.announce(session)
        at = clock.now()
        told = {"job_id": job.id, "account_id": job.account_id, "sandbox": job.sandbox, "event": event}
        append(session, JobEvent, {**told, "stage": job.stage, "at": at, "data": data})
        enqueue.enqueue_for_event(session, job, event, at)
    announce(session, job)


def announce(session: Session, job: Job) -> None:
    """Publish the job's row after commit, so that open pages look at it again."""
    message = live_messages.message(job)
    on_commit(session, lambda: events.publish(message))
