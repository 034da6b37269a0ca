"""The fingerprints that jobs made, and how alike two of them are."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from app.core.errors import Conflict
from app.job_types import fingerprint
from app.media.fingerprint.similarity import compare
from app.services.access import Principal
from app.services.jobs import lookup
from models import Status

__all__ = ["compare", "of_job"]


def of_job(session: Session, who: Principal, job_id: str) -> dict[str, Any]:
    """The result of a completed fingerprint job. NotFound, or Conflict `not_a_fingerprint`."""
    job = lookup.get(session, who, job_id)
    if job.job_type != fingerprint.JOB_TYPE.name or job.status != Status.COMPLETED or not job.result_data:
        raise Conflict(
            f"Job {job_id} is no completed fingerprint job ({job.job_type}, {job.badge.lower()}).",
            code="not_a_fingerprint",
            hint="Submit both files as fingerprint jobs, wait until they are completed, and compare those.",
        )
    return job.result_data
