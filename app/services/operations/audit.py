"""Audit log: what operators did to the server."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.core import clock
from app.core.log import logger
from app.services import access
from app.services.access import Principal
from models import AuditEntry

SETTING_CHANGED, MODEL_INSTALLED, MODEL_REMOVED = "setting.changed", "model.installed", "model.removed"


def record(
    session: Session, who: Principal, action: str, subject: str, before: str = "", after: str = ""
) -> None:
    """Note that an operator did something; kept for ever, and told in the log as well."""
    logger().info("audit", action=action, subject=subject, before=before, after=after, by=who.label)
    session.add(
        AuditEntry(
            account_id=who.account_id,
            at=clock.now(),
            by=who.label,
            action=action,
            subject=subject,
            before=before,
            after=after,
        )
    )


def latest(session: Session, who: Principal, action: str = "", most: int = 20) -> list[AuditEntry]:
    """The newest entries, of one action if given. Forbidden for who is no operator."""
    access.require_operator(who)
    entries = select(AuditEntry)
    if action:
        entries = entries.where(col(AuditEntry.action) == action)
    return list(session.exec(entries.order_by(col(AuditEntry.id).desc()).limit(most)))
