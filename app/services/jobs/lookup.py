"""One job by its id or number, for whoever may see it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.services import access
from app.services.access import Principal
from models import Job

# Built once: nearly every request begins with it.
_BY_ID = select(Job).where(col(Job.id) == bindparam("job_id"))


def get(session: Session, who: Principal, job_id: str) -> Job:
    """A job this asker may see and steer; NotFound for everything else, however much it is there."""
    job = session.scalars(_BY_ID, {"job_id": job_id}).first()
    if job is None or not who.sees(job):
        raise missing(job_id)
    return job


def by_number(session: Session, who: Principal, number: int) -> Job:
    """The same by its number, which counts up and is part of the address of its page."""
    job = access.find(session, who, Job, number) if 0 < number < 2**63 else None
    if job is None:
        raise NotFound(f"There is no job #{number}.", hint="Look for it among your jobs.")
    return job


def missing(job_id: str) -> NotFound:
    """The error for a job that is not there, or not yours."""
    return NotFound(f"There is no job {job_id[:80]}.", hint="List your jobs with GET /v1/jobs.")


def numbers(session: Session, who: Principal, job_ids: Collection[str]) -> dict[str, int]:
    """The numbers of those of these jobs that are the asker's, by their ids."""
    mine = select(Job.id, Job.number).where(col(Job.id).in_(job_ids), *access.conditions(who, Job))
    return {job_id: int(number or 0) for job_id, number in session.exec(mine)}
