"""A preset: stored settings that many jobs share (the /job API calls it a profile)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, new_id, utcnow


class Preset(SQLModel, table=True):
    """Decides a job's type, optional stages and defaults.

    `asr`, `editing`, `speaker_names` and `caption_formatting` are the steps a person may switch on and off.
    `settings` is a partial Job Description whose fields are defaults. A removed preset keeps its row,
    because the jobs made with it name it.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    sandbox: bool = False
    name: str
    job_type: str
    asr: bool = True
    editing: bool = False
    speaker_names: bool = False
    caption_formatting: bool = True
    required_metadata: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    language: str | None = None
    target_profile: str | None = None
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    webhook: str | None = None
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
