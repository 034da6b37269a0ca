"""The dispatcher's leader lock: a row with a lease, so that one process acts and another takes over.

The lease has ended when nobody renews it (app.core.limits.change_watch), whatever moment the row holds: a
clock that was set never makes two leaders, nor none.
"""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from app.core.db import session_scope
from app.core.limits.change_watch import ChangeWatch
from models import Leader

_NAME = "dispatcher"
LEASE = timedelta(seconds=10)


class Leadership:
    """One process's part in it. While more than half of its lease is left it need not ask the database."""

    def __init__(self, holder: str) -> None:
        self._holder = holder
        self._renew_at = clock.monotonic()
        self._watch = ChangeWatch()

    def hold(self) -> bool:
        """Take or renew the lock; False while another process has it."""
        if clock.monotonic() < self._renew_at:
            return True
        with session_scope() as session:
            mine = self._take(session)
        if mine:
            self._renew_at = clock.monotonic() + LEASE.total_seconds() / 2
        return mine

    def _take(self, session: Session) -> bool:
        row = session.get(Leader, _NAME, with_for_update=True)
        if row is None:
            row = Leader(name=_NAME, holder=self._holder, lease_until=clock.now())
        elif row.holder != self._holder and self._is_renewed(row):
            return False
        row.holder, row.lease_until = self._holder, clock.now() + LEASE
        session.add(row)
        return True

    def _is_renewed(self, row: Leader) -> bool:
        silent = self._watch.silent(_NAME, (row.holder, row.lease_until), row.lease_until - LEASE)
        return silent < LEASE.total_seconds()

    def release(self) -> None:
        """Give the lock up, so that the next process need not wait for the lease."""
        self._renew_at = clock.monotonic()
        with session_scope() as session:
            row = session.get(Leader, _NAME)
            if row is not None and row.holder == self._holder:
                session.delete(row)
