"""What belongs to the server and to no account: settings changed while it runs, and what operators did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.base import BigInt, UtcDateTime, utcnow


class RuntimeSetting(SQLModel, table=True):
    """A setting that an operator has changed; a variable of the environment comes before it."""

    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column(JSON, nullable=False))


class AuditEntry(SQLModel, table=True):
    """One thing that an operator has done: `subject` was `before`, and is `after`."""

    id: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    account_id: str = Field(foreign_key="account.id", index=True)
    at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    by: str
    action: str
    subject: str
    before: str = ""
    after: str = ""
