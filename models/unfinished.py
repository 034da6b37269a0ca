"""Uploads that come in parts to several web servers, until they are whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, new_id, utcnow


class UnfinishedUpload(SQLModel, table=True):
    """An upload that was begun: `length` is what it will have in bytes, `received` what has been stored.

    `writer` is the request that is sending to it; it has the upload alone until `writer_until`. One that is
    sent straight to the file store in parts of `part_bytes` has a `storage_key` there, and is called
    `multipart` by the store.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    sandbox: bool = False
    file_name: str
    length: int = Field(sa_type=BigInteger)
    received: int = Field(default=0, sa_type=BigInteger)
    writer: str | None = None
    writer_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    storage_key: str | None = Field(default=None, index=True)
    multipart: str | None = None
    part_bytes: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime, index=True)


class UnfinishedChunk(SQLModel, table=True):
    """A stored piece of an unfinished upload, from byte `start` on."""

    upload_id: str = Field(primary_key=True, foreign_key="unfinishedupload.id")
    start: int = Field(primary_key=True, sa_type=BigInteger)
    size: int = Field(sa_type=BigInteger)
    storage_key: str = Field(index=True)
