"""Jobs: create, find, list, cancel, retry, delete."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select, update

from app.core import clock
from app.core.errors import AppError, Conflict, EngineError, Invalid, NotFound
from app.core.queue import enqueue
from app.core.queues import CAPTIONS, MEDIA, SPEECH
from app.core.settings import get_settings
from app.services import capabilities, credits, descriptions, keys, outputs, uploads
from app.services.keys import Principal
from app.services.transitions import announce, record, transition
from models import Job, JobType, Stage, Upload
from models.params import CaptionParameters, JobParameters
from models.stages import ENDED_BADLY, plan

QUEUE_OF = {
    JobType.CONVERT: CAPTIONS,
    JobType.DOWNLOAD: MEDIA,
    JobType.PREVIEW: MEDIA,
    JobType.FINGERPRINT: MEDIA,
    JobType.COMMENTS: MEDIA,
    JobType.TRANSCRIBE: SPEECH,
    JobType.TRANSLATE: SPEECH,
    JobType.VOICEOVER: SPEECH,
    JobType.DUB: SPEECH,
}


@dataclass(frozen=True, slots=True)
class Submission:
    """What someone sent: who, how, the description to the letter and parsed, the source if it came along."""

    who: Principal
    channel: str
    raw: str
    data: dict[str, Any]
    upload: Upload | None = None
    source_name: str = ""


def check(session: Session, submission: Submission) -> tuple[Submission, JobParameters]:
    """Everything that can be known before the work: fields, engine, source, credits. Raises AppError."""
    parameters = descriptions.validate(submission.data)
    reason = capabilities.missing(parameters.job_type)
    if reason is not None and not submission.who.sandbox:
        raise EngineError(reason.message, code="engine_missing", hint=reason.hint, rejected=True)
    upload = submission.upload
    if upload is None and parameters.upload_id:
        upload = uploads.get(session, submission.who.account_id, parameters.upload_id)
        submission = replace(submission, upload=upload, source_name=upload.file_name)
    if upload is None and parameters.source_address() is None and not submission.who.sandbox:
        raise Invalid(
            "The job has no source.",
            hint="Send a file in the source field, an upload_id, or an address in media_path.",
            errors=[{"field": "source", "message": "missing"}],
            rejected=True,
        )
    if upload is not None and isinstance(parameters, CaptionParameters):
        _check_caption_size(parameters, upload)
    credits.check(session, keys.account_of(session, submission.who), parameters.job_type)
    return submission, parameters


def _check_caption_size(parameters: CaptionParameters, upload: Upload) -> None:
    limit = get_settings().limits.caption_bytes
    if parameters.job_type is JobType.CONVERT and upload.size > limit:
        raise uploads.too_large(upload.file_name, limit)


def submit(session: Session, submission: Submission) -> Job:
    """Accept a job: the row, its outbox row and its credit hold in one transaction."""
    submission, parameters = check(session, submission)
    captions_given = bool(getattr(parameters, "srt_url", None) or getattr(parameters, "srt_content", None))
    upload = submission.upload
    captions_given = captions_given or bool(upload and upload.inspection.get("kind") == "captions")
    job = _new(submission, parameters.job_type)
    job.stages = [str(stage) for stage in plan(parameters.job_type, captions_given=captions_given)]
    _describe(job, parameters)
    session.add(job)
    session.flush()
    credits.hold(session, job)
    record(session, job)
    if job.sandbox:
        _plan_sandbox(job, parameters)
    else:
        enqueue(session, job.id, QUEUE_OF[parameters.job_type])
    return job


def _plan_sandbox(job: Job, parameters: JobParameters) -> None:
    if parameters.finish_in is not None:
        job.finish_at = clock.now() + timedelta(seconds=parameters.finish_in)


def _new(submission: Submission, job_type: str) -> Job:
    upload = submission.upload
    return Job(
        account_id=submission.who.account_id,
        api_key_id=submission.who.key_id,
        submitted_by=submission.who.label,
        channel=submission.channel,
        sandbox=submission.who.sandbox,
        job_type=job_type,
        description=submission.raw,
        upload_id=upload.id if upload else None,
        source_name=submission.source_name or (upload.file_name if upload else ""),
        created_at=clock.now(),
    )


def _describe(job: Job, parameters: JobParameters) -> None:
    job.parameters = parameters.model_dump(mode="json", exclude_unset=True)
    job.source_url = parameters.source_address()
    job.source_name = job.source_name or (job.source_url or "").split("?")[0].rsplit("/", 1)[-1]
    job.webhook, job.labels = parameters.webhook, list(parameters.labels)
    job.job_name, job.external_id = parameters.job_name, parameters.external_id
    if isinstance(parameters, CaptionParameters):
        job.source_profile, job.target_profile = parameters.source_profile, parameters.target_profile


def reject(session: Session, submission: Submission, error: AppError) -> Job:
    """Record a submission that was refused after its key was accepted, so that the trail is complete."""
    wanted = submission.data.get("job_type", submission.data.get("jobType"))
    job = _new(submission, wanted if wanted in list(JobType) else JobType.CONVERT)
    job.stage = Stage.CREATED
    job.stages = [str(stage) for stage in plan(JobType(job.job_type))]
    for name in ("source_profile", "target_profile"):
        value = submission.data.get(name)
        setattr(job, name, value if isinstance(value, str) else None)
    session.add(job)
    session.flush()
    transition(session, job, Stage.REJECTED, **error_fields(error))
    return job


def error_fields(error: AppError) -> dict[str, Any]:
    """The columns that tell an error."""
    extra = {k: v for k, v in error.extra.items() if k != "rejected"}
    return {
        "error_code": error.code,
        "error_message": error.message,
        "error_hint": error.hint or None,
        "error_extra": json.loads(json.dumps(extra, default=str)) or None,
    }


def get(session: Session, account_id: str, job_id: str) -> Job:
    """A job of this account; NotFound for everything else, another account's jobs included."""
    job = session.exec(select(Job).where(col(Job.id) == job_id)).first()
    if job is None or job.account_id != account_id:
        raise missing(job_id)
    return job


def missing(job_id: str) -> NotFound:
    """The error for a job that is not there, or not yours."""
    return NotFound(f"There is no job {job_id[:80]}.", hint="List your jobs with GET /v1/jobs.")


def cancel(session: Session, account_id: str, job_id: str) -> Job:
    """Stop a job: at once when it waits, through its worker when it runs. Conflict when it has ended."""
    job = get(session, account_id, job_id)
    if job.ended:
        raise Conflict(
            f"This job has already ended ({job.badge.lower()}).", hint="There is nothing to cancel."
        )
    session.execute(update(Job).where(col(Job.id) == job.id).values(cancel_requested=True))
    # The stage guard makes this safe beside a running worker: whoever writes first wins, and the worker's
    # finish is fenced by the lease that this transition clears.
    transition(
        session,
        job,
        Stage.CANCELED,
        error_code="canceled",
        error_message="The job was canceled.",
        error_hint="Retry it to run it after all.",
    )
    return job


def retry(session: Session, who: Principal, job_id: str, changes: dict[str, Any] | None = None) -> Job:
    """Queue a job again that ended badly; finished stages are kept. `changes` replace parameters."""
    job = get(session, who.account_id, job_id)
    if Stage(job.stage) not in ENDED_BADLY:
        raise Conflict(
            f"This job is {job.badge.lower()}; only a failed, rejected or canceled one can be retried.",
            hint="Wait for it to end, or submit a new job.",
        )
    data = {"job_type": job.job_type, **job.parameters, **(changes or {})}
    upload = session.get(Upload, job.upload_id) if job.upload_id else None
    if upload is not None and upload.deleted_at is not None:
        raise Conflict("The source file of this job has been removed.", hint="Submit the file again.")
    submission = Submission(who, job.channel, job.description, data, upload, job.source_name)
    _, parameters = check(session, submission)
    _describe(job, parameters)
    job.round, job.attempts, job.progress = job.round + 1, 0, 0.0
    session.add(job)
    cleared = dict.fromkeys(("error_code", "error_message", "error_hint", "error_extra", "result_data"))
    transition(session, job, Stage.CREATED, cancel_requested=False, next_attempt_at=None, **cleared)
    credits.hold(session, job)
    enqueue(session, job.id, QUEUE_OF[JobType(job.job_type)])
    return job


def delete_files(session: Session, account_id: str, job_id: str) -> Job:
    """Remove a job's outputs and source now; its history entry stays. A running job is canceled first."""
    job = get(session, account_id, job_id)
    if not job.ended:
        job = cancel(session, account_id, job_id)
    outputs.remove_files(session, job)
    announce(session, job)
    return job
