"""The event feed: events of an account's jobs in order, read with a cursor that steps over none.

On PostgreSQL a transaction that took a low id may commit after one that took a higher id. Each transaction
that adds events therefore holds a shared advisory lock from before it takes an id to its end, named after the
last id that was taken before. Readers stop at the lowest of these names, and nobody waits for anybody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from sqlalchemy import ColumnElement, delete, func, text
from sqlmodel import Session, col, select

from app.core import clock
from app.core.schemas import shown
from app.core.settings import get_settings
from app.services import access
from app.services.access import Principal
from app.services.jobs.schema import Event
from models import Job, JobEvent, Stage
from models.stages import words

POLL_SECONDS = 2.0
"""How soon a listener looks again for events that had to wait for a transaction of somebody else."""

_BATCH = 500
_ANNOUNCED_IN = "cuedeck_events_announced"
_SPACE = 0x6364
"""The first 16 of the 64 bits of these locks; the others are the id."""

_ANNOUNCE = text(
    "SELECT pg_advisory_xact_lock_shared((CAST(:space AS bigint) << 48) + last_value) FROM jobevent_id_seq"
)
_TAKEN = text("SELECT last_value FROM jobevent_id_seq")
_ANNOUNCED = text(
    "SELECT min((CAST(classid AS bigint) & 65535) << 32 | CAST(objid AS bigint)) FROM pg_locks "
    "WHERE locktype = 'advisory' AND objsubid = 1 AND CAST(classid AS bigint) >> 16 = :space "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def in_order() -> bool:
    """Whether events appear in the order of their ids: always on SQLite, which has one writer at a time."""
    return get_settings().database.startswith("sqlite")


def announce(session: Session) -> None:
    """Say that this transaction is about to add events; again in a savepoint, whose end may drop the lock."""
    if in_order():
        return
    connection = session.connection()
    transaction = session.get_nested_transaction() or session.get_transaction()
    if session.info.get(_ANNOUNCED_IN) is not transaction:
        connection.execute(_ANNOUNCE, {"space": _SPACE})
        session.info[_ANNOUNCED_IN] = transaction


def _last_settled(session: Session) -> int | None:
    """The id up to which no event can appear any more; None where that holds for all there are.

    The order matters: ids that are taken after the first query are not asked about, and what has ended by
    the second is seen by those that follow, for each sees all that was committed before it.
    """
    if in_order():
        return None
    taken = session.scalar(_TAKEN)
    announced = session.scalar(_ANNOUNCED, {"space": _SPACE})
    return int(taken) if announced is None else min(int(taken), int(announced))


def events_after(session: Session, who: Principal, last: int, limit: int) -> tuple[list[Event], bool]:
    """Up to `limit` events after the id `last`, and whether there are more.

    Those that others may still precede are left for the next time: no reader steps over an event.
    """
    statement = select(JobEvent, Job).join(Job, col(Job.id) == col(JobEvent.job_id))
    statement = statement.where(*_settled(session, who), col(JobEvent.id) > last)
    found = list(session.exec(statement.order_by(col(JobEvent.id)).limit(limit + 1)))
    return [_json(event, job) for event, job in found[:limit]], len(found) > limit


def newest(session: Session, who: Principal) -> int:
    """The id of the asker's last event that no other can precede any more; 0 before the first."""
    last = select(func.max(JobEvent.id)).where(*_settled(session, who))
    return int(session.exec(last).one() or 0)


def _settled(session: Session, who: Principal) -> list[ColumnElement[bool]]:
    mine, last = access.conditions(who, JobEvent), _last_settled(session)
    return [*mine] if last is None else [*mine, col(JobEvent.id) <= last]


def expire(session: Session) -> int:
    """Forget a batch of the oldest events, once they are past `jobs.events_days`; returns how many."""
    cutoff = clock.now() - timedelta(days=get_settings().jobs.events_days)
    first = session.exec(select(JobEvent.id, JobEvent.at).order_by(col(JobEvent.id)).limit(_BATCH))
    old = [number for number, at in first if at < cutoff]
    session.execute(delete(JobEvent).where(col(JobEvent.id).in_(old)))
    return len(old)


def _json(event: JobEvent, job: Job) -> Event:
    facts = shown(
        Event.__annotations__,
        job,
        id=event.id,
        event=event.event,
        timestamp=clock.iso(event.at),
        job_id=event.job_id,
        stage=event.stage,
        status=str(words(Stage(event.stage), job.stages).status),
        error_code=event.data.get("code"),
    )
    return cast(Event, facts)
