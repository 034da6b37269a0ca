"""How many jobs there are: in a list, at each stage, on each of the last days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, col, func, select

from app.core import clock
from app.services import access
from app.services.access import Principal
from app.services.jobs.history.filters import Filters
from app.services.jobs.history.matches import matching
from models import Job, Status

COUNT_CAP = 1000
DAYS = 30
COUNTED = ("draft", "queued", "processing", "editing", "completed", "failed", "rejected", "canceled")
"""The statuses and stages that a person tells apart."""


@dataclass(frozen=True, slots=True)
class Day:
    """The jobs submitted on one day (UTC)."""

    day: date
    completed: int
    failed: int
    open: int


def count(session: Session, who: Principal, filters: Filters) -> int:
    """How many jobs match, at most COUNT_CAP + 1: an exact count of a long history is not worth its cost."""
    matches = matching(session, who, filters).statement
    capped = matches.with_only_columns(col(Job.number)).limit(COUNT_CAP + 1).subquery()
    return int(session.exec(select(func.count()).select_from(capped)).one())


def count_by_stage(session: Session, who: Principal) -> dict[str, int]:
    """`count` for each of COUNTED."""
    return {word: count(session, who, Filters(status=word)) for word in COUNTED}


def days(session: Session, who: Principal, last: int = DAYS) -> list[Day]:
    """The last days, today included, oldest first. Each is a range of one index."""
    today = clock.now().date()
    return [_day(session, who, today - timedelta(days=back)) for back in reversed(range(last))]


def _day(session: Session, who: Principal, day: date) -> Day:
    begin = datetime.combine(day, time(), UTC)
    of_day = (col(Job.created_at) >= begin, col(Job.created_at) < begin + timedelta(days=1))
    mine = select(Job.status, func.count()).where(*access.conditions(who, Job), *of_day)
    found: dict[str, int] = defaultdict(int, session.exec(mine.group_by(Job.status)).all())
    waiting = found[Status.PENDING] + found[Status.PROCESSING]
    return Day(day, found[Status.COMPLETED], found[Status.FAILED], waiting)
