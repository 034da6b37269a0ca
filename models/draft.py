"""Caption drafts of jobs in the editing stage."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import BigInt, UtcDateTime, utcnow


class CaptionDraft(SQLModel, table=True):
    """The draft of one output. `document` is a Cuedeck Project; `version` counts its saves from 1.

    `source_key` names what it was made from (the work before, or the file of a finished output): the same
    again keeps the person's edits. A save is guarded by the version it was based on, so nobody overwrites
    what they have not seen. `target_profile` is the format that a finished output is written in again; ""
    while the job waits for its review.
    """

    __table_args__ = (UniqueConstraint("job_id", "output_index"),)

    id: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    job_id: str = Field(foreign_key="job.id", index=True)
    output_index: int = 0
    file_stem: str
    source_key: str = ""
    language: str | None = None
    document: str = Field(sa_column=Column(Text, nullable=False))
    cue_count: int = 0
    version: int = 1
    target_profile: str = ""
    changed_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    changed_by: str = ""
