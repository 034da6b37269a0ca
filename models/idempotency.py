"""Stored responses of requests with an `Idempotency-Key`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, utcnow


class KeptAnswer(SQLModel, table=True):
    """The answer to a request with an `Idempotency-Key`, or (`status` None) a request still under way.

    `id` is a digest of credential and key; `fingerprint` one of the request. `body` is sealed with both
    (app.services.idempotency), because an answer may hold the text of a new API key.
    """

    id: str = Field(primary_key=True)
    fingerprint: str = ""
    status: int | None = None
    headers: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    salt: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    body: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime, index=True)
