"""How many jobs of one side of an account have not ended, and its limit (`limits.open_jobs`)."""

from __future__ import annotations

from sqlalchemy import Integer, bindparam, func
from sqlmodel import Session, col, select

from app.core.errors import RateLimited
from app.core.settings import get_settings
from models import Job

_RETRY_SECONDS = 30
# Built once: every submission asks this.
_OPEN = select(Job.number).where(
    col(Job.account_id) == bindparam("account_id"),
    col(Job.sandbox) == bindparam("sandbox"),
    col(Job.completed_at).is_(None),
)
_COUNTED = select(func.count()).select_from(_OPEN.limit(bindparam("most", type_=Integer)).subquery())


def check(session: Session, account_id: str, *, sandbox: bool) -> None:
    """RateLimited `too_many_jobs` when this side may not have one more that waits, runs or is a draft."""
    most = get_settings().limits.open_jobs
    asked = {"account_id": account_id, "sandbox": sandbox, "most": most}
    if session.scalar(_COUNTED, asked) == most:
        raise RateLimited(
            f"This account has {most} {'sandbox' if sandbox else 'live'} jobs that have not ended.",
            code="too_many_jobs",
            hint="Wait until some have ended, cancel some, or let the owner raise CUEDECK_LIMITS__OPEN_JOBS.",
            retry_after=_RETRY_SECONDS,
        )
