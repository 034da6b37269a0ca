"""The sweep: sends lost tasks again, returns jobs of dead workers, applies retention."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import CursorResult, exists, or_, update
from sqlmodel import Session, col, select

from app.core import clock, queue
from app.core.db import on_commit
from app.core.settings import get_settings
from app.job_types import JOB_TYPES
from app.services.dispatch import leases, workers
from app.services.dispatch.leases import CLAIMABLE, WORKED_ON
from app.services.dispatch.routing import queue_of
from app.services.files import outputs
from app.services.jobs.transitions import announce
from models import Job, JobStep, Outbox, Stage, Upload

RESEND_AFTER = timedelta(seconds=5)
"""After how long a task is sent again in a queue in which nothing is claimed."""

RESEND_FIRST_AFTER = timedelta(seconds=60)
"""After how long it is sent again for the first job of a queue that is being worked on."""

_BATCH = 200
_ANY_WAITING = select(exists().where(CLAIMABLE))


def has_claimable_jobs(session: Session) -> bool:
    """Whether `sweep` may have anything to do."""
    if leases.any_silent(session):
        return True
    return session.scalars(_ANY_WAITING, {"now": clock.now()}).one()


def sweep(session: Session) -> int:
    """Send the task of every job again whose claim is overdue; returns how many.

    A queue without a worker is left out: its tasks would pile up at the broker, and its jobs would fill the
    batch. Their tasks are sent as soon as there is a worker.
    """
    leases.end_silent(session)
    if queue.is_away():
        return 0  # whose tasks could not be sent anyway
    missing = workers.missing_queues(session)
    types = [name for name, kind in JOB_TYPES.items() if kind.queue in missing]
    served = or_(col(Job.job_type).not_in(types), col(Job.stage) == Stage.EDITED)
    free = select(Job).where(CLAIMABLE, served).order_by(col(Job.number)).limit(_BATCH)
    found = session.exec(free, params={"now": clock.now()})
    waiting = [job for job in found if queue_of(job) not in missing]
    late = _overdue(session, waiting)
    for job, known in late:
        name = known.queue if known else queue_of(job)
        if known is None:
            session.add(Outbox(job_id=job.id, task=queue.RUN_JOB, queue=name, sent_at=clock.now()))
        elif not _marked_as_sent(session, known):
            continue
        on_commit(session, partial(queue.send_or_note, job.id, name))
    return len(late)


def _marked_as_sent(session: Session, row: Outbox) -> bool:
    """Whether the row is still there: on PostgreSQL, a worker may claim the job meanwhile."""
    changed = update(Outbox).where(col(Outbox.id) == row.id).values(sent_at=clock.now())
    return cast("CursorResult[Any]", session.execute(changed)).rowcount == 1


def waiting_jobs(session: Session, queues: Collection[str], most: int) -> list[str]:
    """The ids of the first jobs that wait in these queues."""
    free = select(Job).where(CLAIMABLE).order_by(col(Job.number)).limit(_BATCH)
    found = session.exec(free, params={"now": clock.now()})
    return [job.id for job in found if queue_of(job) in queues][:most]


def _overdue(session: Session, waiting: list[Job]) -> list[tuple[Job, Outbox | None]]:
    """The jobs whose task was never sent or must be lost, each with its outbox row.

    A broker delivers messages in order. So a task is lost when nothing at all was claimed from its queue
    for a while, or when a job that was made after it was claimed before it. Otherwise only the task of the
    first job of a queue is sent again now and then, in case a worker is free and has no message.
    """
    rows = select(Outbox).where(col(Outbox.job_id).in_([job.id for job in waiting]))
    sent = {row.job_id: row for row in session.exec(rows)}
    newest = _newest_claimed(session) if sent else {}
    now, first, late = clock.now(), set[str](), list[tuple[Job, Outbox | None]]()
    for job in waiting:
        name, known = queue_of(job), sent.get(job.id)
        patience = RESEND_AFTER if name not in newest else RESEND_FIRST_AFTER if name not in first else None
        passed = known is not None and known.sent_at + RESEND_AFTER < newest.get(name, known.sent_at)
        if known is None or passed or (patience and known.sent_at <= now - patience):
            late.append((job, known))
        first.add(name)
    return late


def _newest_claimed(session: Session) -> dict[str, datetime]:
    """For each queue that jobs are claimed from: when the newest of those jobs was made."""
    now = clock.now()
    held = select(Job).where(
        col(Job.completed_at).is_(None), col(Job.stage).in_(WORKED_ON), col(Job.lease_token).is_not(None)
    )
    begun = select(Job, JobStep.started_at).join(JobStep, col(JobStep.job_id) == col(Job.id))
    last = session.exec(begun.order_by(col(JobStep.id).desc()).limit(_BATCH))
    claimed = [*session.exec(held), *(job for job, at in last if at > now - RESEND_AFTER)]
    newest: dict[str, datetime] = {}
    for job in claimed:
        name = queue_of(job)
        newest[name] = max(job.created_at, newest.get(name, job.created_at))
    return newest


def expire_files(session: Session) -> int:
    """Remove the files of up to a batch of jobs that are past retention, and of uploads no job uses."""
    now = clock.now()
    past = select(Job).where(col(Job.expires_at) < now, outputs.holds_files()).limit(_BATCH)
    jobs = list(session.exec(past))
    for job in jobs:
        outputs.remove_files(session, job)
        announce(session, job)
    cutoff = now - timedelta(hours=get_settings().limits.unused_upload_hours)
    stale = select(Upload).where(col(Upload.created_at) < cutoff, col(Upload.deleted_at).is_(None))
    used = select(Job.upload_id).where(col(Job.upload_id).is_not(None), outputs.holds_files())
    beside = (~users.exists() for users in outputs.second_users(col(Upload.id)))
    unused = list(session.exec(stale.where(col(Upload.id).not_in(used), *beside).limit(_BATCH)))
    for upload in unused:
        outputs.remove_upload(session, upload)
    return len(jobs) + len(unused)
