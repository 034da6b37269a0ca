"""How much an account stores, and its limit (`limits.account_bytes`)."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.core.errors import TooLarge
from app.core.settings import get_settings
from models import Output, Upload


def used_bytes(session: Session, account_id: str) -> int:
    """The bytes of an account's sources and outputs, of both sides."""
    total = 0
    for table in (Upload, Output):
        mine = (col(table.account_id) == account_id, col(table.deleted_at).is_(None))
        total += int(session.scalar(select(func.coalesce(func.sum(col(table.size)), 0)).where(*mine)) or 0)
    return total


def check(session: Session, account_id: str, more: int) -> None:
    """TooLarge `storage_quota` when an account may not store so many bytes more."""
    limit = get_settings().limits.account_bytes
    if not limit:
        return
    used = used_bytes(session, account_id)
    if used + more > limit:
        raise TooLarge(
            f"This account has {used / 1024**2:,.1f} MB of files, and may have {limit / 1024**2:,.1f} MB.",
            code="storage_quota",
            hint="Delete the files of jobs that are done with, or ask the owner to raise "
            "CUEDECK_LIMITS__ACCOUNT_BYTES.",
            limit_bytes=limit,
            used_bytes=used,
            rejected=True,
        )
