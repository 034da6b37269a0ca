"""The event feed: events of an account's jobs in order, read with a cursor."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from app.core import clock
from app.core.schemas import shown
from app.core.settings import get_settings
from app.services import access
from app.services.access import Principal
from app.services.jobs.schema import Event
from models import Job, JobEvent, Stage
from models.stages import words

SETTLED_SECONDS = 2.0
_BATCH = 500


def in_order() -> bool:
    """Whether events appear in the order of their ids: always on SQLite, which has one writer at a time."""
    return get_settings().database.startswith("sqlite")


def events_after(session: Session, who: Principal, last: int, limit: int) -> tuple[list[Event], bool]:
    """Up to `limit` events after the id `last`, and whether there are more.

    With several writers a transaction may commit after one that took a later id; so there the newest two
    seconds are left for the next time, and no reader steps over an event that is about to appear.
    """
    statement = select(JobEvent, Job).join(Job, col(Job.id) == col(JobEvent.job_id))
    statement = statement.where(*access.conditions(who, JobEvent), col(JobEvent.id) > last)
    if not in_order():
        statement = statement.where(col(JobEvent.at) < clock.now() - timedelta(seconds=SETTLED_SECONDS))
    found = list(session.exec(statement.order_by(col(JobEvent.id)).limit(limit + 1)))
    return [_json(event, job) for event, job in found[:limit]], len(found) > limit


def newest(session: Session, who: Principal) -> int:
    """The id of the asker's last event; 0 before the first."""
    last = select(func.max(JobEvent.id)).where(*access.conditions(who, JobEvent))
    return int(session.exec(last).one() or 0)


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
