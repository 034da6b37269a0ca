"""How many jobs of one side of an account have not ended, and its limit (`limits.open_jobs`)."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.core.errors import RateLimited
from app.core.settings import get_settings
from models import Job

_RETRY_SECONDS = 30


def check(session: Session, account_id: str, *, sandbox: bool) -> None:
    """RateLimited `too_many_jobs` when this side may not have one more that waits, runs or is a draft."""
    most = get_settings().limits.open_jobs
    mine = (col(Job.account_id) == account_id, col(Job.sandbox) == sandbox)
    open_ = select(Job.number).where(*mine, col(Job.completed_at).is_(None))
    counted = select(func.count()).select_from(open_.limit(most).subquery())
    if session.scalar(counted) == most:
        raise RateLimited(
            f"This account has {most} {'sandbox' if sandbox else 'live'} jobs that have not ended.",
            code="too_many_jobs",
            hint="Wait until some have ended, cancel some, or let the owner raise CUEDECK_LIMITS__OPEN_JOBS.",
            retry_after=_RETRY_SECONDS,
        )
