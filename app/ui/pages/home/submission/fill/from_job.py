"""Fills the form from an earlier job: its settings, and its files as far as they are still stored."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from app.core.errors import Invalid
from app.services.access import Principal
from app.services.jobs import presets
from models import Job


def description(session: Session, who: Principal, job: Job) -> dict[str, Any]:
    """The Job Description that makes this job of the asker's again."""
    return without_lost_preset(session, who, _as_submitted(job))


def _as_submitted(job: Job) -> dict[str, Any]:
    """What the job was made of, its preset's defaults included; a source that was sent along by its id."""
    given = {**job.parameters, "job_type": job.job_type}
    return {**given, "upload_id": job.upload_id} if job.upload_id else given


def without_lost_preset(session: Session, who: Principal, wanted: dict[str, Any]) -> dict[str, Any]:
    """The same without the preset, when it was removed since: what it had decided stands in the job."""
    try:
        presets.apply(session, who, wanted)
    except Invalid:
        return {name: value for name, value in wanted.items() if name != "preset_id"}
    return wanted
