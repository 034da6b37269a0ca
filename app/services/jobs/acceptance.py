"""Job acceptance: checks of preset, fields, engine, source, metadata and credits before a job is accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, col, select

from app.core.errors import AppError, Conflict, EngineError, Invalid, NotFound
from app.core.settings import get_settings
from app.job_types import JOB_TYPES
from app.job_types.caption_parameters import CaptionParameters
from app.job_types.parameters import JobParameters
from app.services.access import Principal
from app.services.accounts import credits, open_jobs
from app.services.engines import capabilities
from app.services.files import uploads
from app.services.jobs import descriptions, feasibility, presets, requirements
from models import Job, Preset, Stage, Upload
from models.stages import ENDED_BADLY


@dataclass(frozen=True, slots=True)
class Submission:
    """What someone sent: who, how, the description to the letter and parsed, the source if it came along.

    `captions` is what the first look found in srt_content, `warnings` what of the job cannot be delivered.
    """

    who: Principal
    channel: str
    raw: str
    data: dict[str, Any]
    upload: Upload | None = None
    source_name: str = ""
    preset: Preset | None = None
    draft: bool = False
    captions: dict[str, Any] = field(default_factory=dict)
    warnings: list[dict[str, str]] = field(default_factory=list)


def check(
    session: Session, submission: Submission, *, draft: bool = False
) -> tuple[Submission, JobParameters]:
    """Everything that can be known before the work: preset, fields, engine, source, credits.

    A `draft` may still lack its source and metadata. Raises AppError.
    """
    who = submission.who.on_side(submission.who.sandbox)
    open_jobs.check(session, who.account_id, sandbox=who.sandbox)
    if submission.preset is None:
        data, preset = presets.apply(session, who, submission.data)
        submission = replace(submission, data=data, preset=preset)
    parameters = descriptions.validate(submission.data)
    reason = capabilities.missing(parameters.job_type)
    if reason is not None and not who.sandbox:
        raise EngineError(reason.message, code="engine_missing", hint=reason.hint, rejected=True)
    upload = submission.upload
    if upload is None and parameters.upload_id:
        upload = uploads.get(session, who, parameters.upload_id)
        submission = replace(submission, upload=upload, source_name=upload.file_name)
    stages = planned(parameters, upload, submission.preset)
    requirements.check_sandbox_words(parameters, stages, sandbox=who.sandbox)
    if draft:
        return submission, parameters
    requirements.check(parameters, submission.preset, has_upload=upload is not None)
    if upload is not None and isinstance(parameters, CaptionParameters):
        _check_caption_size(parameters, upload)
    others = feasibility.check(_asked(session, submission, parameters, stages))
    submission = replace(submission, warnings=[problem.as_json() for problem in others])
    credits.check(session, who, parameters.job_type)
    return submission, parameters


def _asked(
    session: Session, submission: Submission, parameters: JobParameters, stages: list[str]
) -> feasibility.JobRequest:
    """The job with all that is known of its files."""
    who = submission.who.on_side(submission.who.sandbox)
    source = submission.upload.inspection if submission.upload and not parameters.captions_apart() else {}
    captions, name = submission.captions, "srt_content"
    if not captions and (given := getattr(parameters, "captions_upload_id", None)):
        captions, name = _looked_at(session, who, given, "captions_upload_id"), "captions_upload_id"
    beside = {
        what: _looked_at(session, who, given, field)
        for what, field in (("video", "video_upload_id"), ("memory", "translation_memory_upload_id"))
        if (given := getattr(parameters, field, None))
    }
    return feasibility.JobRequest(
        parameters, stages, submission.who.sandbox, source, captions, name, **beside
    )


def _looked_at(session: Session, who: Principal, upload_id: str, name: str) -> dict[str, Any]:
    """What was found in another upload; Invalid that names the field when there is none."""
    try:
        return uploads.get(session, who, upload_id).inspection
    except NotFound as error:
        problem = feasibility.Problem(name, "unknown_upload", error.message, error.hint, upload_id)
        raise feasibility.refusal([problem]) from None


def planned(parameters: JobParameters, upload: Upload | None, preset: Preset | None) -> list[str]:
    """The stages a job with these parameters will pass."""
    inspected = upload.inspection.get("kind") if upload else None
    captions_given = parameters.captions_apart() or parameters.captions_inside() or inspected == "captions"
    editing, asr = (preset.editing, preset.asr) if preset else (False, True)
    stages = JOB_TYPES[parameters.job_type].plan(
        captions_given=captions_given or not asr,
        editing=editing,
        asr=asr,
        videos=parameters.makes_video(),
    )
    return [str(stage) for stage in stages]


def _check_caption_size(parameters: CaptionParameters, upload: Upload) -> None:
    limit = get_settings().limits.caption_bytes
    if JOB_TYPES[parameters.job_type].only_captions and upload.size > limit:
        raise uploads.too_large(upload.file_name, limit, captions=True)


def describe(job: Job, submission: Submission, parameters: JobParameters) -> None:
    """Write what was asked for into the job's columns."""
    upload = submission.upload
    job.stages = planned(parameters, upload, submission.preset)
    job.parameters = parameters.model_dump(mode="json", exclude_unset=True)
    job.source_url = parameters.source_address()
    job.warnings = submission.warnings
    if upload is not None:
        job.upload_id, job.source_name = upload.id, submission.source_name or upload.file_name
        job.duration = upload.inspection.get("duration")
    job.source_name = job.source_name or _name_of(parameters)
    job.webhook, job.labels = parameters.webhook, list(parameters.labels)
    job.job_name, job.external_id = parameters.job_name, parameters.external_id
    job.job_metadata = dict(parameters.job_metadata)
    job.language = getattr(parameters, "language", None) or getattr(parameters, "source_language", None)
    job.preset_id = submission.preset.id if submission.preset else None
    if isinstance(parameters, CaptionParameters):
        job.source_profile, job.target_profile = parameters.source_profile, parameters.target_profile


def _name_of(parameters: JobParameters) -> str:
    """What to call a source that came as an address, or as text."""
    address = parameters.source_address() or ""
    if not address and getattr(parameters, "srt_content", None):
        return "captions.srt"
    return address.split("?")[0].rsplit("/", 1)[-1]


def resubmission(session: Session, who: Principal, job: Job, changes: dict[str, Any]) -> Submission:
    """What a job would be if it were submitted again with `changes`; in its own mode, whoever asks."""
    kind = job.job_type
    changed = descriptions.canonical(changes, kind)
    if changed.pop("job_type", kind) != kind:
        raise Invalid("A job keeps its type.", hint="Submit a new job for another type.")
    data = {**job.parameters, **changed, "job_type": job.job_type}
    upload = session.get(Upload, job.upload_id) if job.upload_id else None
    if upload is not None and upload.deleted_at is not None:
        raise Conflict("The source file of this job has been removed.", hint="Submit the file again.")
    if changed.get("upload_id"):
        upload = None
    preset = presets.of_job(session, job)
    return Submission(
        who.on_side(job.sandbox), job.channel, job.description, data, upload, job.source_name, preset
    )


def lasting_refusals(session: Session, jobs: Iterable[Job]) -> dict[str, str]:
    """Why these jobs would be refused if they were run again just as they were, by their ids.

    Those are left out of which that cannot be told from the job and its file alone: what they lacked, such as
    credits, an engine or a preset, may be there by now.
    """
    ended = [job for job in jobs if Stage(job.stage) in ENDED_BADLY]
    files = [job.upload_id for job in ended if job.upload_id and job.files_deleted_at is not None]
    gone = select(Upload.id).where(col(Upload.id).in_(files), col(Upload.deleted_at).is_not(None))
    removed = set(session.exec(gone)) if files else set()
    told = {job.id: _REMOVED if job.upload_id in removed else _refused_again(job) for job in ended}
    return {job_id: reason for job_id, reason in told.items() if reason}


_REMOVED = "The source file of this job has been removed. Submit the file again."
_NEVER_STORED = "The file of this job was never stored, since the job was refused. Submit it again."
_REFUSED_AGAIN = "It would be refused again for the same reason. Change it and run it again."


def _refused_again(job: Job) -> str:
    if job.stage != Stage.REJECTED or job.preset_id or job.parameters.get("preset_id"):
        return ""
    try:
        parameters = descriptions.validate({**job.parameters, "job_type": job.job_type})
        requirements.check(parameters, None, has_upload=job.upload_id is not None)
    except AppError as error:
        came_along = job.source_name and "source" in error.extra.get("missing", ())
        return _NEVER_STORED if came_along else _REFUSED_AGAIN
    return ""
