"""Jobs of the /job API (version 4): created, given media, started and read by their number."""

from __future__ import annotations

import ipaddress
from typing import Any, cast

from sqlmodel import Session, col

from app.captions.conversion import convert
from app.captions.formats import registry
from app.core.child_process import guarded_call
from app.core.errors import Conflict, Invalid, NotFound
from app.core.http_fetch import errors
from app.core.http_fetch.address_rules import AddressRules
from app.core.http_fetch.redirects import check_url, without_password
from app.core.schemas import shown
from app.core.settings import get_settings
from app.core.storage import read_stored
from app.job_types import JOB_TYPES
from app.services import access
from app.services.access import Principal
from app.services.files import outputs, uploads
from app.services.jobs import drafts as job_drafts
from app.services.jobs import lifecycle, presets
from app.services.jobs.acceptance import Submission
from app.services.jobs.feasibility import languages
from app.services.jobs.feasibility.problem import refusal
from app.services.jobs.schema import JobApiJob, JobApiProfile
from models import Job, Output, Preset, Stage, Status, Upload
from models.stages import words

_PLAIN = frozenset({"job_name", "external_id", "job_metadata"})
_WITHOUT_PRESET = "transcribe"
SUBRIP = "SubRip Video Subtitle Script"


def make(session: Session, who: Principal, channel: str, raw: str, values: dict[str, Any]) -> Job:
    """A draft from `profile`, `job_name`, `external_id`, `language` and `job_metadata`.

    `profile` names a preset; without one the job transcribes. Raises NotFound for an unknown preset.
    """
    data: dict[str, Any] = {name: value for name, value in values.items() if name in _PLAIN}
    kind = _WITHOUT_PRESET
    if "profile" in values:
        preset = presets.get(session, who.on_side(who.sandbox), values["profile"])
        kind, data["preset_id"] = preset.job_type, preset.id
    data["job_type"] = kind
    if "language" in values:
        data[_language_field(kind)] = values["language"]
        if problem := languages.unknown("language", values["language"]):
            raise refusal([problem])  # at its start it could not be mended any more
    return lifecycle.submit(session, Submission(who, channel, raw, data, draft=True))


def _language_field(kind: str) -> str:
    for name in ("language", "source_language"):
        if name in JOB_TYPES[kind].parameters.model_fields:
            return name
    raise Invalid(f"{kind} jobs have no spoken language.", hint="Leave language out.")


def find(session: Session, who: Principal, number: int) -> Job:
    """The job with this number; NotFound for everything else, however much it is there."""
    job = access.find(session, who, Job, number) if 0 < number < 2**63 else None
    if job is None:
        raise NotFound(f"There is no job {number}.", hint="Use the job_id that POST /job/new answered.")
    return job


def add_media_url(session: Session, who: Principal, job: Job, address: str, *, replace: bool) -> Job:
    """Let the draft fetch its media from an address; raises as `add_upload`, and SourceError."""
    check_address(address)
    if address == job.source_url:  # a request that was sent again
        return job
    _demand_room(job, replace)
    return job_drafts.set_source_url(session, who, job, address)


def add_upload(session: Session, job: Job, upload: Upload, *, replace: bool) -> Job:
    """Give the draft its media. Conflict when it has other media already, unless that is to be replaced."""
    before = session.get(Upload, job.upload_id) if job.upload_id else None
    if before is None or before.sha256 != upload.sha256:
        _demand_room(job, replace)
    return job_drafts.set_upload(session, job, upload)


def _demand_room(job: Job, replace: bool) -> None:
    if has_media(job) and not replace and job.stage == Stage.DRAFT:
        raise Conflict(
            f"The job has its media already: {job.source_name or job.source_url}.",
            hint="Make a job for each file, or send replace=true to put this one in its place.",
        )


def has_media(job: Job) -> bool:
    """Whether media was added."""
    return job.upload_id is not None or job.source_url is not None


def start(session: Session, who: Principal, job: Job, options: dict[str, Any]) -> Job:
    """Start the draft; what is missing is named one by one. See job_drafts.start for what it raises."""
    return job_drafts.start(session, who, job, options)


def check_address(address: str) -> None:
    """SourceError for an address that is no http(s) URL, or that says itself that it is private.

    Names are looked up when the address is used, which refuses what turns out to be private.
    """
    host = check_url(address).host
    try:
        ipaddress.ip_address(host)
    except ValueError:
        literal = "127.0.0.1" if host.rstrip(".").lower() == "localhost" else ""
    else:
        literal = host
    if literal and not AddressRules(get_settings().fetch_allow).allows(host, literal):
        raise errors.forbidden_address(host)


def list_jobs(
    session: Session, who: Principal, limit: int, before: int | None, **equal: Any
) -> tuple[list[Job], int | None]:
    """Jobs with a smaller number than `before`, newest first, and the number the next page starts before."""
    mine = access.visible(who, Job)
    if before is not None:
        mine = mine.where(col(Job.number) < before)
    for name, value in equal.items():
        if value is not None:
            mine = mine.where(_condition(name, value))
    found = list(session.exec(mine.order_by(col(Job.number).desc()).limit(limit + 1)))
    shown = found[:limit]
    return shown, shown[-1].number if len(found) > limit else None


def _condition(name: str, value: str) -> Any:
    if name == "external_id":
        return col(Job.external_id) == value
    drafts, canceled = col(Job.stage) == Stage.DRAFT, col(Job.stage) == Stage.CANCELED
    busy = col(Job.status).in_([Status.PENDING, Status.PROCESSING])
    conditions = {
        "Pending": drafts,
        "In Progress": busy & ~drafts,
        "Completed": col(Job.status) == Status.COMPLETED,
        "Error": (col(Job.status) == Status.FAILED) & ~canceled,
        "Canceled": canceled,
    }
    if value not in conditions:
        known = ", ".join(conditions)
        raise Invalid(f"There is no job_status {value[:80]!r}.", hint=f"Use one of: {known}.")
    return conditions[value]


def caption(session: Session, job: Job, index: int) -> Output:
    """The output to give out; Conflict unless the job is Completed, NotFound when there is no such file."""
    if job.status != Status.COMPLETED:
        raise Conflict(
            f"The job is {job_status(job)}, so it has no captions yet.",
            hint="Ask GET /job/info until job_status is Completed.",
        )
    return outputs.get(session, access.of_job(job), job.id, index)


def converted(output: Output, wanted: str) -> tuple[bytes, str, str]:
    """An output in another caption format: content, file name, media type.

    Raises CaptionError (unknown_profile, not_writable, not_captions …) as a conversion does.
    """
    target = registry.get(wanted)
    data = read_stored(output.storage_key)
    if output.file_name.endswith(f".{target.extensions[0].lstrip('.')}"):
        return data, output.file_name, target.media_type
    request = convert.ConvertRequest("auto", target.name, file_name=output.file_name)
    done = guarded_call.run(convert.convert, data, request, bounds=uploads.caption_bounds())
    name = f"{output.file_name.rsplit('.', 1)[0]}.{target.extensions[0].lstrip('.')}"
    return done.data, name, target.media_type


def job_status(job: Job) -> str:
    """Pending, In Progress, Completed, Error or Canceled."""
    return words(Stage(job.stage), job.stages).job_status


def info(job: Job, preset: Preset | None) -> JobApiJob:
    """A job as GET /job/info answers it."""
    media = [{"name": job.source_name, "url": job.source_url}] if has_media(job) else []
    facts = shown(
        JobApiJob.__annotations__,
        job,
        job_id=job.number,
        job_uuid=job.id,
        job_status=job_status(job),
        progress=round(job.progress, 1),
        profile=preset.name if preset else None,
        media=media,
        callback_url=job.webhook and without_password(job.webhook),
    )
    return cast(JobApiJob, facts)


def preset_info(preset: Preset) -> JobApiProfile:
    """A preset as GET /job/profiles answers it, with its processing steps in order."""
    steps = {
        "ASR": preset.asr,
        "Professional human editing": preset.editing,
        "Speaker name assignment": preset.speaker_names,
        "Closed caption formatting": preset.caption_formatting,
    }
    facts = shown(
        JobApiProfile.__annotations__,
        preset,
        profile_id=preset.id,
        steps=[name for name, on in steps.items() if on],
        target_profile=preset.target_profile or SUBRIP,
        webhook=preset.webhook and without_password(preset.webhook),
    )
    return cast(JobApiProfile, facts)
