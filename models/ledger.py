"""Credits as an append-only ledger of signed amounts; the balance is their sum."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from models.base import BigInt, UtcDateTime, utcnow


class EntryKind(StrEnum):
    """Why an amount moved."""

    GRANT = "grant"
    HOLD = "hold"
    RELEASE = "release"
    CHARGE = "charge"
    REFUND = "refund"


class LedgerEntry(SQLModel, table=True):
    """One movement. `key` is unique, so a repeated call can never pay or refund twice.

    Always of live work, because sandbox jobs cost nothing.
    """

    id: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    account_id: str = Field(foreign_key="account.id", index=True)
    job_id: str | None = Field(default=None, index=True)
    kind: str
    amount: int
    key: str = Field(unique=True)
    note: str = ""
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime, index=True)
