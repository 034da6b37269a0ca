"""Stored responses of requests with an `Idempotency-Key`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, LargeBinary, String
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, utcnow


class KeptAnswer(SQLModel, table=True):
    """The answer to a request with an `Idempotency-Key`; `status` is None until there is one.

    The row is written in the transaction that does the request's work, with the job that it made, if any, so
    that a repetition after a crash between work and answer does nothing again. `id` is a digest of credential
    and key; `fingerprint` one of the request. `body` is sealed with both (app.services.idempotency), because
    an answer may hold the text of a new API key.
    """

    id: str = Field(primary_key=True)
    fingerprint: str = ""
    status: int | None = None
    job_id: str | None = Field(default=None, sa_type=String)
    headers: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    salt: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    body: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime, index=True)
