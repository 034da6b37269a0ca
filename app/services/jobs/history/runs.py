"""What a run of a job changed against the run before: a retry, or a job that was edited and sent again."""

from __future__ import annotations

from typing import Any, TypedDict

from sqlmodel import Session, col, select

from app.services.access import conditions, of_job
from models import Job, JobEvent

_NOT_COMPARED = frozenset({"job_type", "upload_id", "labels", "job_name", "external_id", "webhook", "inline"})
"""Fields that do not change what is made; a webhook may hold a secret."""


class Difference(TypedDict):
    """A field whose value is another one; None stands for a field that was not given."""

    field: str
    before: Any
    after: Any


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Every field of the Job Description that differs, by name."""
    names = sorted((before.keys() | after.keys()) - _NOT_COMPARED)
    pairs = [(name, before.get(name), after.get(name)) for name in names]
    return [{"field": name, "before": old, "after": new} for name, old, new in pairs if old != new]


def events_of(session: Session, job: Job) -> list[JobEvent]:
    """What happened to a job, oldest first."""
    mine = select(JobEvent).where(col(JobEvent.job_id) == job.id)
    return list(session.exec(mine.order_by(col(JobEvent.id))))


def changes_of(event: JobEvent) -> list[Difference]:
    """What a retry changed, as its event has it."""
    found: list[Difference] = event.data.get("changes", [])
    return found


def previous_run(session: Session, job: Job) -> Job | None:
    """The job before this one that was made of the same stored file, of the same type and side."""
    if job.upload_id is None:
        return None
    same = (col(Job.upload_id) == job.upload_id, col(Job.job_type) == job.job_type)
    before = select(Job).where(*conditions(of_job(job), Job), *same, col(Job.number) < job.number)
    return session.exec(before.order_by(col(Job.number).desc()).limit(1)).first()
