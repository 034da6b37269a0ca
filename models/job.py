"""A job with its steps (checkpoints) and its append-only events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, ForeignKey, Index, delete, event, insert, inspect, text
from sqlalchemy.orm import Mapper
from sqlmodel import Field, SQLModel, col

from models.base import BigInt, UtcDateTime, new_dict, new_id, new_list, utcnow
from models.stages import Stage, Status, is_final, words

_OPEN = text("completed_at IS NULL")
"""Jobs that have not ended: the only ones looked for every second, however long the history grows."""

SECOND_FILES = {
    name: f"substr(parameters ->> '{name}', 1, 64)"
    for name in ("video_upload_id", "captions_upload_id", "translation_memory_upload_id")
}
"""The parameters that name an upload beside the source, as both databases read them from the JSON.

Cut, because a refused job may have any text there, and an index does not take a long one.
"""


def _second_file_index(name: str) -> Index:
    """Finds the few jobs that name such an upload, however long the history grows."""
    named = text(f"{SECOND_FILES[name]} IS NOT NULL")
    return Index(
        f"ix_job_{name}", text(f"({SECOND_FILES[name]})"), sqlite_where=named, postgresql_where=named
    )


class Job(SQLModel, table=True):
    """One submission, from the first byte accepted to the end of its history entry.

    `number` counts up and orders every list; `id` is what the outside sees. `stages` is the job's plan
    (app.job_types.job_type). `status` repeats what the stage says, so that lists can be filtered by an index;
    only services.jobs.transitions writes it. `changed_at` is set by every write of the row. `description` is
    the submitted Job Description to the letter. `warnings` are the fields of which nothing can be delivered
    although the rest can; `attempts` counts claims, `handed_back` those that a worker returned when it
    was asked to stop; `traceparent` is the span that asked for it (app.core.telemetry);
    `worked_seconds` is the time spent in working stages, without any waiting.
    """

    __table_args__ = (
        Index("ix_job_account_number", "account_id", "number"),
        Index("ix_job_account_status", "account_id", "status", "number"),
        Index("ix_job_account_type", "account_id", "job_type", "number"),
        Index("ix_job_account_type_status", "account_id", "job_type", "status", "number"),
        Index("ix_job_account_stage", "account_id", "stage", "number"),
        Index("ix_job_account_channel", "account_id", "channel", "number"),
        Index("ix_job_account_created", "account_id", "created_at", "number", "status"),
        Index("ix_job_preset", "preset_id", "number"),
        Index("ix_job_open", "stage", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_job_account_open", "account_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        *(_second_file_index(name) for name in SECOND_FILES),
    )

    number: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    id: str = Field(default_factory=new_id, unique=True, index=True)
    account_id: str = Field(foreign_key="account.id")
    api_key_id: str | None = Field(default=None, foreign_key="apikey.id", index=True)
    submitted_by: str = ""
    channel: str = "api"
    sandbox: bool = False
    job_type: str
    stage: str = Stage.CREATED.value
    status: str = Status.PENDING.value
    stages: list[str] = Field(default_factory=new_list, sa_column=Column(JSON, nullable=False))

    job_name: str | None = None
    external_id: str | None = Field(default=None, index=True)
    labels: list[str] = Field(default_factory=new_list, sa_column=Column(JSON, nullable=False))
    language: str | None = None
    job_metadata: dict[str, Any] = Field(default_factory=new_dict, sa_column=Column(JSON, nullable=False))
    preset_id: str | None = Field(default=None, foreign_key="preset.id")
    description: str = ""
    parameters: dict[str, Any] = Field(default_factory=new_dict, sa_column=Column(JSON, nullable=False))
    webhook: str | None = None

    upload_id: str | None = Field(default=None, foreign_key="upload.id", index=True)
    source_url: str | None = None
    source_name: str = ""
    source_profile: str | None = None
    target_profile: str | None = None
    frame_rate: str | None = None
    duration: float | None = None

    progress: float = 0.0
    eta_seconds: int | None = None
    result_data: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    warnings: list[dict[str, str]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]")
    )
    error_code: str | None = None
    error_message: str | None = None
    error_hint: str | None = None
    error_extra: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    credits_charged: int = 0

    attempts: int = 0
    handed_back: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    round: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_token: str | None = None
    cancel_requested: bool = False
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finish_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)

    traceparent: str | None = None
    created_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    changed_at: datetime = Field(
        default_factory=utcnow, sa_type=UtcDateTime, sa_column_kwargs={"onupdate": utcnow}
    )
    worked_seconds: float | None = None
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    files_deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen unless someone retries it."""
        return is_final(Stage(self.stage), self.stages)

    @property
    def badge(self) -> str:
        """The word the history shows."""
        return words(Stage(self.stage), self.stages).badge


class JobLabel(SQLModel, table=True):
    """One label of one job: the index by which lists are filtered by a label. `Job.labels` is the truth."""

    account_id: str = Field(primary_key=True)
    label: str = Field(primary_key=True)
    job_number: int = Field(
        sa_column=Column(BigInt, ForeignKey("job.number", ondelete="CASCADE"), primary_key=True, index=True)
    )


@event.listens_for(Job, "after_insert")
def _index_labels(_mapper: Mapper[Job], connection: Connection, job: Job) -> None:
    """Written with the job, whoever writes it."""
    if job.labels:
        rows = [
            {"account_id": job.account_id, "label": label, "job_number": job.number}
            for label in dict.fromkeys(job.labels)
        ]
        connection.execute(insert(JobLabel), rows)


@event.listens_for(Job, "after_update")
def _index_changed_labels(mapper: Mapper[Job], connection: Connection, job: Job) -> None:
    if inspect(job).attrs.labels.history.has_changes():
        connection.execute(delete(JobLabel).where(col(JobLabel.job_number) == job.number))
        _index_labels(mapper, connection, job)


class JobStep(SQLModel, table=True):
    """One working stage of a job: its times, and the checkpoint that lets a retry skip it.

    `checkpoint_key` is the hash of input, parameters and engine version; `result` what the step made
    (storage keys and figures). A step is done when `ended_at` is set and `error_code` is not.
    """

    id: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    job_id: str = Field(foreign_key="job.id", index=True)
    stage: str
    position: int
    attempt: int = 1
    checkpoint_key: str = Field(default="", index=True)
    result: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    error_code: str | None = None
    started_at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class JobEvent(SQLModel, table=True):
    """What happened to a job, in order; never changed. `id` is the cursor of GET /v1/events."""

    __table_args__ = (Index("ix_jobevent_account_side", "account_id", "sandbox", "id"),)

    id: int | None = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    job_id: str = Field(foreign_key="job.id", index=True)
    account_id: str = Field(foreign_key="account.id")
    sandbox: bool = False
    event: str
    stage: str
    at: datetime = Field(default_factory=utcnow, sa_type=UtcDateTime)
    data: dict[str, Any] = Field(default_factory=new_dict, sa_column=Column(JSON, nullable=False))
