"""Full disks and databases that are away, told from faults of our own: 503, and worth another try."""

from __future__ import annotations

import errno

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.core.errors import Unavailable

_FULL = ("database or disk is full", "No space left on device", "disk quota exceeded")
_RETRY_FULL, _RETRY_AWAY = 60, 5
OUTAGES = (SQLAlchemyError, OSError)
"""The kinds of exception that `of` knows."""


def is_disk_full(error: BaseException) -> bool:
    """Whether a file system or, because its files grow too, a database had no room."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, DBAPIError) and any(word in str(error.orig) for word in _FULL)


def of(error: BaseException) -> Unavailable | None:
    """What to answer; None for an error that is no outage."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, OSError):  # see db.session_scope
        return Unavailable(
            "The server's disk failed as it was to keep this, so it may be lost if the power is cut.",
            code="commit_not_synced",
            hint="Look whether it is there before you send it again, or repeat it with its Idempotency-Key; "
            "the owner of the server has to look after its disk.",
            retry_after=_RETRY_FULL,
        )
    if is_disk_full(error):
        return Unavailable(
            "The server's disk is full, so nothing new can be stored. What was accepted is kept.",
            code="disk_full",
            hint="Try again in a minute; the owner of the server has to free some space in its data folder.",
            retry_after=_RETRY_FULL,
        )
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and _is_away(error)):
        return Unavailable(
            "The database is busy or away. What was accepted is kept.",
            code="database_away",
            hint="Try again in a few seconds; repeat a submission with its Idempotency-Key.",
            retry_after=_RETRY_AWAY,
        )
    return None


def said(error: SQLAlchemyError) -> str:
    """What the database itself says of it, in one line."""
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


def _is_away(error: DBAPIError) -> bool:
    """Whether the database could not serve, rather than that it was asked something wrong."""
    kinds = ("OperationalError", "InterfaceError", "InternalError", "DatabaseError")
    return error.connection_invalidated or type(error.orig).__name__ in kinds
