"""Uploads, outputs and download links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, new_id, utcnow


class Upload(SQLModel, table=True):
    """A stored source file. `inspection` is what its examination found (format, encoding, cues, rate)."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    sandbox: bool = False
    storage_key: str = Field(index=True)
    file_name: str
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(index=True)
    media_type: str = "application/octet-stream"
    inspection: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime, index=True)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Output(SQLModel, table=True):
    """A file a job made. `output_index` counts from 0; `language` is set for translations.

    `links_revoked` counts how often all of its links were ended at once: short-lived ones carry the number.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    job_id: str = Field(foreign_key="job.id", index=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    sandbox: bool = False
    output_index: int = 0
    storage_key: str = Field(index=True)
    file_name: str
    media_type: str
    size: int = Field(sa_type=BigInteger)
    sha256: str
    language: str | None = None
    links_revoked: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OutputVersion(SQLModel, table=True):
    """A file that an output has been: 1 is what the job made, the highest is what the output is now.

    There are none while nobody has changed the output.
    """

    __table_args__ = (UniqueConstraint("output_id", "version"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    output_id: str = Field(foreign_key="output.id", index=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    sandbox: bool = False
    version: int
    storage_key: str = Field(index=True)
    file_name: str
    media_type: str
    size: int = Field(sa_type=BigInteger)
    sha256: str
    note: str = ""
    created_by: str = ""
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)


class Link(SQLModel, table=True):
    """A presigned link to one output; `bytes_left` is what may still be fetched without a new download.

    `last_address` is where it was last used from, only kept when the settings allow it.
    """

    __table_args__ = (Index("ix_link_account_expires", "account_id", "expires_at"),)

    id: str = Field(primary_key=True)
    output_id: str = Field(foreign_key="output.id", index=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    sandbox: bool = False
    expires_at: datetime = Field(sa_type=UtcDateTime)
    max_downloads: int | None = None
    download_count: int = 0
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_address: str = Field(default="", sa_column_kwargs={"server_default": ""})
    bytes_left: int = Field(default=0, sa_type=BigInteger)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
