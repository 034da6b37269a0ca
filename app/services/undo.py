"""Undo: for a minute, what a person has deleted or revoked can be brought back.

Until then it is hidden and refused like what is gone: `deleted_at` or `revoked_at` says that it was there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core import clock
from app.core.errors import Conflict

UNDO = timedelta(minutes=1)


def can_be_undone(at: datetime | None) -> bool:
    """Whether something was deleted or revoked at this time, and that was a moment ago."""
    return at is not None and at > clock.now() - UNDO


def check(at: datetime | None, message: str, hint: str) -> None:
    """Raise Conflict `undo_over` unless what was done at this time can be undone."""
    if not can_be_undone(at):
        raise Conflict(message, code="undo_over", hint=hint)
