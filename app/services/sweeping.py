"""What the dispatcher looks for: doorbells nobody heard, jobs whose worker died, files past retention."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import exists, or_
from sqlmodel import Session, col, select

from app.core import clock, queue
from app.core.db import on_commit
from app.core.settings import get_settings
from app.services import outputs, workers
from app.services.jobs import QUEUE_OF, queue_of
from app.services.leases import CLAIMABLE
from app.services.transitions import announce
from models import Job, Outbox, Stage, Upload

RING_AGAIN = timedelta(seconds=5)
_BATCH = 200
_ANY_WAITING = select(exists().where(CLAIMABLE))


def any_waiting(session: Session) -> bool:
    """Whether `sweep` may have anything to do."""
    return session.scalars(_ANY_WAITING, {"now": clock.now()}).one()


def sweep(session: Session) -> int:
    """Ring again for every job that waits for a worker and whose last ring is old; returns how many.

    A queue without a worker is left alone: its rings would pile up at the broker, and its jobs would take the
    places of others in a batch. They are rung for as soon as a worker is there.
    """
    old = clock.now() - RING_AGAIN
    rung: dict[str, Outbox] = {}
    missing = workers.missing_queues(session)
    types = [kind for kind, queue in QUEUE_OF.items() if queue in missing]
    served = or_(col(Job.job_type).not_in(types), col(Job.stage) == Stage.EDITED)
    free = select(Job).where(CLAIMABLE, served).order_by(col(Job.number)).limit(_BATCH)
    found = session.exec(free, params={"now": clock.now()})
    waiting = [job for job in found if queue_of(job) not in missing]
    ids = [job.id for job in waiting]
    for row in session.exec(select(Outbox).where(col(Outbox.job_id).in_(ids))):
        rung[row.job_id] = row
    count = 0
    for job in waiting:
        known = rung.get(job.id)
        if known is not None and known.rung_at > old:
            continue
        row = known or Outbox(job_id=job.id, task=queue.RUN_JOB, queue=queue_of(job))
        row.rung_at = clock.now()
        session.add(row)
        on_commit(session, partial(queue.ring, job.id, row.queue))
        count += 1
    return count


def expire_files(session: Session) -> int:
    """Remove the files of up to a batch of jobs, and of uploads no job used, that are past retention."""
    now = clock.now()
    past = select(Job).where(col(Job.expires_at) < now, col(Job.files_deleted_at).is_(None)).limit(_BATCH)
    jobs = list(session.exec(past))
    for job in jobs:
        outputs.remove_files(session, job)
        announce(session, job)
    cutoff = now - timedelta(days=get_settings().jobs.retention_days)
    stale = select(Upload).where(col(Upload.created_at) < cutoff, col(Upload.deleted_at).is_(None))
    used = select(Job.upload_id).where(col(Job.upload_id).is_not(None), col(Job.files_deleted_at).is_(None))
    unused = list(session.exec(stale.where(col(Upload.id).not_in(used)).limit(_BATCH)))
    for upload in unused:
        outputs.remove_upload(session, upload)
    return len(jobs) + len(unused)
