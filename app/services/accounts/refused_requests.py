"""Log of rate-limited requests, shown to the owner for a month."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from limits import parse
from sqlalchemy import CursorResult, delete
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db import session_scope
from app.core.limits import rate_limiter, thread_pools
from app.core.log import logger
from app.services import access
from app.services.access import Principal
from app.services.accounts import sessions
from models import Account, Refusal

_AT_MOST = parse("60/hour")  # however many addresses an attacker has
_KEPT = timedelta(days=30)


async def record_refusal(kind: str, subject: str, address: str, account_id: str | None = None) -> None:
    """Log a refusal and keep it for the account it concerns (None: the owner's)."""
    logger().warning("too_many", kind=kind, subject=subject, address=address)
    if not (await rate_limiter.hit(_AT_MOST, "refusals")).over:
        await thread_pools.write(_keep, kind, subject[:200], address, account_id)


def _keep(kind: str, subject: str, address: str, account_id: str | None) -> None:
    with session_scope(durable=False) as session:
        account = account_id or _account(session, subject).id
        session.add(
            Refusal(account_id=account, kind=kind, subject=subject, address=address, created_at=clock.now())
        )


def _account(session: Session, subject: str) -> Account:
    named = session.exec(select(Account).where(col(Account.email) == subject)).first()
    return named or sessions.ensure_owner(session)[0]


def expire(session: Session) -> int:
    """Forget what is older than a month; returns how many."""
    old = delete(Refusal).where(col(Refusal.created_at) < clock.now() - _KEPT)
    return cast("CursorResult[Any]", session.execute(old)).rowcount


def latest(session: Session, who: Principal, most: int = 10) -> list[Refusal]:
    """The newest that concern the asker's account."""
    mine = access.visible(who, Refusal)
    return list(session.exec(mine.order_by(col(Refusal.created_at).desc()).limit(most)))
