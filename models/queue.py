"""What makes the queue reliable: the outbox (doorbells not yet heard) and the dispatcher's leader lock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from models.base import BigInt, UtcDateTime, utcnow


class Outbox(SQLModel, table=True):
    """A task that must reach a worker: written with its job, removed by the worker's claim."""

    id: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    job_id: str = Field(unique=True, index=True)
    task: str
    queue: str
    rung_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime, index=True)


class Leader(SQLModel, table=True):
    """Which dispatcher process may act; its lease is renewed at every turn."""

    name: str = Field(primary_key=True)
    holder: str
    lease_until: datetime = Field(sa_type=UtcDateTime)
