"""Draft jobs: created first, given media and metadata, started when complete."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import Session

from app.core.errors import Conflict
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.accounts import credits
from app.services.files import uploads
from app.services.jobs import acceptance, lifecycle, presets
from app.services.jobs.acceptance import Submission
from app.services.jobs.transitions import announce, transition
from models import Job, Stage, Upload

_SOURCES = ("url", "media_url", "media_path", "source_url", "upload_id", "srt_url", "srt_content")


def from_preset(session: Session, who: Principal, preset_id: str) -> Job:
    """Make a draft on the page with a preset, on the preset's own side of live and sandbox."""
    wanted = {"preset_id": preset_id}
    who = who.on_side(presets.get(session, who, preset_id).sandbox)
    return lifecycle.submit(session, Submission(who, "web", json.dumps(wanted), wanted, draft=True))


def start_with_metadata(session: Session, who: Principal, job: Job, metadata: dict[str, str]) -> Job:
    """Start a draft; `metadata` is added to what it has."""
    return start(session, who, job, {"job_metadata": {**job.job_metadata, **metadata}})


def change(session: Session, who: Principal, job: Job, changes: dict[str, Any]) -> Job:
    """Write `changes` (Job Description fields) into a draft. Conflict unless it is one."""
    _demand_draft(job)
    submission, parameters = acceptance.check(
        session, acceptance.resubmission(session, who, job, changes), draft=True
    )
    acceptance.describe(job, submission, parameters)
    session.add(job)
    announce(session, job)
    return job


def set_source_url(session: Session, who: Principal, job: Job, address: str) -> Job:
    """Let a draft fetch its source from an address; a source given before is replaced."""
    _demand_draft(job)
    fields = JOB_TYPES[job.job_type].parameters.model_fields
    name = "media_url" if "media_url" in fields else "media_path"
    _forget_source(job)
    return change(session, who, job, {name: address})


def set_upload(session: Session, job: Job, upload: Upload) -> Job:
    """Make a stored file the source of a draft; a source given before is replaced."""
    _demand_draft(job)
    uploads.move_to_side_of(session, job, upload)
    _forget_source(job)
    job.upload_id, job.source_name = upload.id, upload.file_name
    session.add(job)
    announce(session, job)
    return job


def _forget_source(job: Job) -> None:
    job.parameters = {name: value for name, value in job.parameters.items() if name not in _SOURCES}
    job.upload_id, job.source_url, job.source_name = None, None, ""


def start(session: Session, who: Principal, job: Job, changes: dict[str, Any] | None = None) -> Job:
    """Queue a draft once it has its media and its required metadata.

    Raises Conflict when it is no draft, Invalid naming every missing thing, and what lifecycle.submit raises.
    """
    _demand_draft(job)
    submission = acceptance.resubmission(session, who, job, changes or {})
    submission, parameters = acceptance.check(session, submission)
    acceptance.describe(job, submission, parameters)
    session.add(job)
    transition(session, job, Stage.CREATED)
    credits.hold(session, job)
    lifecycle.begin(session, job, parameters)
    return job


def _demand_draft(job: Job) -> None:
    if job.stage != Stage.DRAFT:
        raise Conflict(
            f"This job is {job.badge.lower()}, no draft any more.",
            hint="Make a new one, with start=false or POST /job/new; add its media, then start it.",
        )
