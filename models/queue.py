"""Tables of the queue: outbox, leader lock, worker heartbeats, and the secret that all machines share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, text
from sqlmodel import Field, SQLModel

from models.base import BigInt, UtcDateTime, utcnow


class Outbox(SQLModel, table=True):
    """A task that must reach a worker: written with its job, removed by the worker's claim."""

    id: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    job_id: str = Field(unique=True, index=True)
    task: str
    queue: str
    sent_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime, index=True)


class Leader(SQLModel, table=True):
    """Which dispatcher process may act; its lease is renewed at every turn."""

    name: str = Field(primary_key=True)
    holder: str
    lease_until: datetime = Field(sa_type=UtcDateTime)


class WorkerHeartbeat(SQLModel, table=True):
    """A worker that takes jobs from a queue; it renews `seen_at` for as long as it runs."""

    queue: str = Field(primary_key=True)
    worker: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    version: str = Field(default="", sa_column_kwargs={"server_default": ""})
    offer: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
    """What it can do (app.services.engines.offers); empty where nobody else needs to know."""


class InstanceSecret(SQLModel, table=True):
    """What all machines sign with: its fingerprint, and the secret itself unless it is a setting.

    The row `files` is what the file store is tagged with (app.services.files.store_owner).
    """

    name: str = Field(primary_key=True)
    fingerprint: str
    content: str = ""
    machine: str = ""
    changed_at: datetime = Field(sa_type=UtcDateTime)
