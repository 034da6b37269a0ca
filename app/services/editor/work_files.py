"""What a job's stages kept of its captions: words and how sure they are, and a translation's source."""

from __future__ import annotations

from typing import Any, cast

from sqlmodel import Session

from app.captions.conversion.drafts import with_speaker_names
from app.captions.conversion.editing import as_project
from app.core.child_process import guarded_call
from app.core.db import read_scope
from app.core.errors import NotFound
from app.core.storage import read_stored
from app.job_types.caption_parameters import CaptionParameters
from app.job_types.extract import EXTRACTING
from app.services.access import Principal
from app.services.files import uploads
from app.services.jobs import descriptions, lookup, rendering
from models import Job, Stage, Upload


def recognised_captions(session: Session, job: Job, index: int) -> str:
    """The project that an output was written from, which knows its words: recognised ones, and
    those read from pictures where one is in doubt. "" when there is none.
    """
    if index or Stage.TRANSLATING in job.stages:
        return ""
    if EXTRACTING in job.stages:
        return _stored(result_of(session, job, EXTRACTING).get("captions"))
    return _recognised(session, job)


def source_captions(who: Principal, job_id: str) -> str:
    """The captions that a job translated, as a Cuedeck Project; NotFound when it translated none."""
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        if Stage.TRANSLATING not in job.stages:
            raise _none()
        recognised = _recognised(session, job)
        upload = session.get(Upload, job.upload_id) if job.upload_id else None
    return recognised or _given(job, upload)


def _recognised(session: Session, job: Job) -> str:
    """What a job recognised, with the names that it gives the speakers; they are kept apart."""
    kept = _stored(result_of(session, job, Stage.TRANSCRIBING).get("captions"))
    return with_speaker_names(kept, descriptions.parse_stored(job).named_speakers()) if kept else ""


def result_of(session: Session, job: Job, stage: Stage) -> dict[str, Any]:
    """What a job kept of its last run of a stage; {} when it has not done it."""
    done = [step for step in rendering.steps_of(session, job.id) if step.stage == stage and step.result]
    return done[-1].result or {} if done else {}


def _stored(key: Any) -> str:
    if not isinstance(key, str):
        return ""
    try:
        return read_stored(key).decode()
    except NotFound:
        return ""


def _given(job: Job, upload: Upload | None) -> str:
    parameters = cast(CaptionParameters, descriptions.parse_stored(job))
    text = getattr(parameters, "srt_content", None)
    if text:
        data = text.encode()
    elif upload is not None and upload.deleted_at is None and upload.inspection.get("kind") == "captions":
        data = read_stored(upload.storage_key)
    else:
        raise _none()
    request = descriptions.caption_request(parameters, job.source_name)
    return guarded_call.run(as_project, data, request, bounds=uploads.caption_bounds())


def _none() -> NotFound:
    return NotFound(
        "There are no captions that this was translated from.",
        code="no_source_captions",
        hint="A translation has them for as long as its files are kept.",
    )
