"""How much one side of an account stores, and its limit (`limits.account_bytes`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.errors import TooLarge
from app.core.settings import get_settings
from models import Output, OutputVersion, Upload


def used_bytes(session: Session, account_id: str, *, sandbox: bool) -> int:
    """The bytes of the sources of one side of an account, its outputs and the outputs' earlier versions."""
    total = 0
    for table in (Upload, Output, OutputVersion):
        kept = select(func.coalesce(func.sum(col(table.size)), 0)).where(
            col(table.account_id) == account_id, col(table.sandbox) == sandbox
        )
        total += int(session.scalar(_without_deleted(kept, table)) or 0)
    return total


def _without_deleted(kept: SelectOfScalar[int], table: type[Upload | Output | OutputVersion]) -> Any:
    if not issubclass(table, OutputVersion):
        return kept.where(col(table.deleted_at).is_(None))
    now = select(Output.id).where(
        col(Output.id) == table.output_id, col(Output.storage_key) == table.storage_key
    )
    return kept.where(~now.exists())  # the newest version is the output itself


def check(session: Session, account_id: str, more: int, *, sandbox: bool) -> None:
    """TooLarge `storage_quota` when this side of an account may not store so many bytes more."""
    limit = get_settings().limits.account_bytes
    if not limit:
        return
    used = used_bytes(session, account_id, sandbox=sandbox)
    if used + more > limit:
        raise TooLarge(
            f"This account has {used / 1024**2:,.1f} MB of {'sandbox' if sandbox else 'live'} files, "
            f"and may have {limit / 1024**2:,.1f} MB.",
            code="storage_quota",
            hint="Delete the files of jobs that are done with, or ask the owner to raise "
            "CUEDECK_LIMITS__ACCOUNT_BYTES.",
            limit_bytes=limit,
            used_bytes=used,
            rejected=True,
        )
