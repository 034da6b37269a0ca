"""A named set of choices for jobs: what the seeds call a profile or a preset."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, new_id, utcnow


class Profile(SQLModel, table=True):
    """Decides a job's type, optional stages and defaults; `settings` is a partial Job Description."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    name: str
    job_type: str
    editing: bool = False
    speaker_names: bool = False
    required_metadata: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    webhook: str | None = None
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
