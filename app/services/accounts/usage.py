"""What was used: jobs, credits and seconds of media by day (UTC), job type and key."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Integer, case, func, literal_column
from sqlmodel import Session, col, select

from app.core.errors import Invalid
from app.services import access
from app.services.access import Principal
from models import ApiKey, Job, Status

LONGEST_DAYS = 400
_LAST_YEAR = 9000


@dataclass(frozen=True, slots=True)
class Row:
    """One day of one job type through one key (None: the page). `seconds` is the length of the media."""

    day: str
    job_type: str
    key_id: str | None
    key_name: str | None
    sandbox: bool
    jobs: int
    completed: int
    failed: int
    credits: int
    seconds: float

    def facts(self) -> dict[str, Any]:
        """As JSON and CSV tell it."""
        return asdict(self)


def rows(session: Session, who: Principal, first: date, last: date) -> list[Row]:
    """Usage from the first day through the last one, oldest first. Invalid for more than 400 days."""
    if not 0 <= (last - first).days < LONGEST_DAYS or last.year > _LAST_YEAR:
        raise Invalid(
            "This is not a usable span of days.",
            hint=f"Give `from` and `to` as dates, `to` not before `from`, at most {LONGEST_DAYS} days apart.",
            errors=[{"field": "to", "message": "out of range"}],
        )
    day = _day(session)
    counts = [_count(Status.COMPLETED), _count(Status.FAILED)]
    sums = [func.sum(Job.credits_charged), func.coalesce(func.sum(Job.duration), 0.0)]
    by = (day, Job.job_type, Job.api_key_id, ApiKey.name, Job.sandbox)
    statement = select(*by, func.count(), *counts, *sums)  # type: ignore[call-overload]
    begin = datetime.combine(first, time(), UTC)
    statement = statement.outerjoin(ApiKey, col(ApiKey.id) == col(Job.api_key_id)).where(
        *access.conditions(who, Job),
        col(Job.created_at) >= begin,
        col(Job.created_at) < begin + timedelta(days=(last - first).days + 1),
    )
    found = session.exec(statement.group_by(*by).order_by(*by))
    return [_row(*row) for row in found]


def _row(day: Any, job_type: str, key_id: str, key_name: str, sandbox: bool, *sums: Any) -> Row:
    jobs, completed, failed, spent = (int(number) for number in sums[:4])  # PostgreSQL sums to a Decimal
    seconds = round(float(sums[4]), 2)
    return Row(str(day), job_type, key_id, key_name, sandbox, jobs, completed, failed, spent, seconds)


def _day(session: Session) -> Any:
    if session.get_bind().dialect.name == "sqlite":
        return func.date(Job.created_at)
    return func.date(func.timezone(literal_column("'UTC'"), Job.created_at))


def _count(status: Status) -> Any:
    return func.sum(case((col(Job.status) == status, 1), else_=0).cast(Integer))
