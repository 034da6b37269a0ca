"""The dispatcher's leader lock: a row with a lease, so that one process acts and another takes over."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from models import Leader

_NAME = "dispatcher"
_LEASE = timedelta(seconds=10)


def hold(session: Session, holder: str) -> bool:
    """Take or renew the lock; False while another process has it."""
    row = session.get(Leader, _NAME, with_for_update=True)
    if row is None:
        row = Leader(name=_NAME, holder=holder, lease_until=clock.now())
    elif row.holder != holder and row.lease_until > clock.now():
        return False
    row.holder, row.lease_until = holder, clock.now() + _LEASE
    session.add(row)
    return True


def release(session: Session, holder: str) -> None:
    """Give the lock up, so that the next process need not wait for the lease."""
    row = session.get(Leader, _NAME)
    if row is not None and row.holder == holder:
        session.delete(row)
