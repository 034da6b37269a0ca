"""Refused requests, shown to the owner."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, new_id, utcnow


class Refusal(SQLModel, table=True):
    """A limit that was passed: `kind` is sign_in, password, secret or api; `subject` is who or what."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    kind: str
    subject: str
    address: str
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime, index=True)
