"""The backlog of each queue: how many jobs wait and run, and since when the first of them waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.core import clock
from app.services.dispatch.leases import CLAIMABLE, WORKED_ON
from app.services.dispatch.routing import queue_of
from models import Job, Outbox, queues


@dataclass(slots=True)
class Backlog:
    """One queue; `oldest` is since when the job waits that waits longest."""

    queue: str
    waiting: int = 0
    running: int = 0
    oldest: datetime | None = None


def backlogs(session: Session) -> list[Backlog]:
    """Every queue with its jobs, of all accounts. Reads open jobs only, however long the history is."""
    found = {name: Backlog(name) for name in queues.ALL}
    waits = select(Outbox.queue, func.count(), func.min(Job.changed_at))
    waits = waits.join(Job, col(Job.id) == col(Outbox.job_id)).where(CLAIMABLE).group_by(col(Outbox.queue))
    for queue, count, oldest in session.execute(waits, {"now": clock.now()}):
        found[queue].waiting, found[queue].oldest = int(count), oldest
    held = (col(Job.stage).in_(WORKED_ON), col(Job.completed_at).is_(None), col(Job.lease_token).is_not(None))
    for job in session.exec(select(Job).where(*held)):
        found[queue_of(job)].running += 1
    return list(found.values())
