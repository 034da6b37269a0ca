"""Worker heartbeats: which queues have a worker, and which do not.

The row is in the database and not in the broker, because the database is what all machines share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col, delete, select

from app.core import clock
from app.core.limits.change_watch import ChangeWatch
from app.core.settings import get_settings
from app.job_types import JOB_TYPES
from app.services.dispatch.leader import LEASE
from app.services.dispatch.routing import queue_of
from models import Job, Leader, Stage, WorkerHeartbeat, queues

VERSION = version("cuedeck")
"""What this process runs; during an update, workers of two versions are there side by side."""

RENEW_SECONDS = 10.0
"""How often a worker says that it is there."""

HEARTBEAT_TIMEOUT = timedelta(seconds=30)
"""Silence after which a worker, or the dispatcher, counts as gone."""

STARTING = timedelta(seconds=120)
"""How long after its own start a process takes the workers of its machine for starting, not for missing."""

_FORGOTTEN = timedelta(days=1)
_WITHOUT_WORKER = frozenset({Stage.DRAFT, Stage.EDITING})
_BORN = clock.monotonic()
_beats, _leader = ChangeWatch(), ChangeWatch()
# Built once, and without what workers offer: whoever polls a job that waits asks this each time.
_BEATS = select(WorkerHeartbeat.queue, WorkerHeartbeat.worker, WorkerHeartbeat.seen_at)


def announce(
    session: Session, worker: str, served: Iterable[str], offer: Mapping[str, Any] = MappingProxyType({})
) -> None:
    """Say that `worker` takes jobs from these queues, and what it can do; forget those that are long gone."""
    now = clock.now()
    for queue in served:
        row = WorkerHeartbeat(queue=queue, worker=worker, seen_at=now, version=VERSION, offer=dict(offer))
        session.merge(row)
    session.execute(delete(WorkerHeartbeat).where(col(WorkerHeartbeat.seen_at) < now - _FORGOTTEN))


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process: the queues that it serves, its version, and when it last said so."""

    name: str
    queues: tuple[str, ...]
    version: str
    seen_at: datetime
    alive: bool


def listed(session: Session) -> list[Worker]:
    """The workers of the last day, by name."""
    found: dict[str, list[tuple[WorkerHeartbeat, bool]]] = {}
    for row in session.exec(select(WorkerHeartbeat).order_by(col(WorkerHeartbeat.worker))):
        found.setdefault(row.worker, []).append((row, _beats_on(row)))
    return [
        Worker(
            name,
            tuple(sorted(row.queue for row, _ in mine)),
            mine[0][0].version,
            max(row.seen_at for row, _ in mine),
            any(beats for _, beats in mine),
        )
        for name, mine in found.items()
    ]


def missing_queues(session: Session) -> tuple[str, ...]:
    """The queues that no worker takes jobs from. Those that this machine is to serve get time to start."""
    rows = session.execute(_BEATS).all()
    served = {row.queue for row in rows if _beats_on(row)}
    _beats.keep_only({(row.queue, row.worker) for row in rows})
    if _starting():
        served.update(get_settings().jobs.queues)
    return tuple(queue for queue in queues.ALL if queue not in served)


def living(session: Session) -> list[WorkerHeartbeat]:
    """The workers that are there, by queue and name."""
    rows = session.exec(select(WorkerHeartbeat).order_by(WorkerHeartbeat.queue, WorkerHeartbeat.worker))
    return [row for row in rows if _beats_on(row)]


def dispatcher_missing(session: Session) -> bool:
    """Whether nobody takes back lost jobs and sends webhooks. One that is to start here gets time to."""
    return not _starting() and not dispatcher_leads(session)


def dispatcher_leads(session: Session) -> bool:
    """Whether a dispatcher is at work now."""
    row = session.exec(select(Leader)).first()
    return row is not None and _leads_on(row)


def _beats_on(row: WorkerHeartbeat | Row[tuple[str, str, datetime]]) -> bool:
    silent = _beats.silent((row.queue, row.worker), row.seen_at, row.seen_at)
    return silent < HEARTBEAT_TIMEOUT.total_seconds()


def _leads_on(row: Leader) -> bool:
    silent = _leader.silent(row.name, (row.holder, row.lease_until), row.lease_until - LEASE)
    return silent < HEARTBEAT_TIMEOUT.total_seconds()


def _starting() -> bool:
    return clock.monotonic() < _BORN + STARTING.total_seconds()


def reason(queue: str) -> str:
    """Why the jobs of a queue that nobody serves wait, and what to do about it."""
    if not get_settings().is_one_machine:
        return (
            f"Nobody is working on {queue} jobs: no worker serves the queue “{queue}”. "
            f"Start one with “cuedeck worker --queues {queue}” on a machine that has what it needs."
        )
    return (
        f"Nobody is working on {queue} jobs: no worker serves the queue “{queue}”. "
        f"Start one with “cuedeck up” where CUEDECK_JOBS__QUEUES has {queue}."
    )


def unserved(session: Session) -> dict[str, str]:
    """The job types that nobody works on now, each with the reason."""
    missing = missing_queues(session)
    return {name: reason(kind.queue) for name, kind in JOB_TYPES.items() if kind.queue in missing}


def waiting_reason(job: Job, missing: Collection[str]) -> str | None:
    """Why this job waits longer than its turn; None when it runs, has ended, or a worker will come."""
    if job.sandbox or job.completed_at is not None or Stage(job.stage) in _WITHOUT_WORKER:
        return None
    if job.lease_token is not None:
        return None
    queue = queue_of(job)
    return f"{reason(queue)} The job starts by itself then." if queue in missing else None
