"""Captions as WebVTT, made when they are asked for: what the page's player and cue list read."""

from __future__ import annotations

from sqlmodel import Session

from app.captions.conversion import convert
from app.captions.conversion.request import ConvertRequest, is_auto, readable
from app.core.child_process import guarded_call
from app.core.errors import CaptionError
from app.core.settings import get_settings
from app.core.storage import read_stored
from app.services.access import Principal
from app.services.files import uploads
from app.services.jobs import lookup
from app.services.playback import job_files
from app.services.playback.job_files import JobFile
from models import Job

WEBVTT = "WebVTT"


def find(session: Session, who: Principal, job_id: str, item: str) -> tuple[JobFile, ConvertRequest]:
    """The captions of a job under this name, and how they become WebVTT. Raises NotFound or Gone.

    With media beside them, their times count from the first frame of the picture.
    """
    job = lookup.get(session, who, job_id)
    files = job_files.list_for_job(session, who, job, drafts=item.startswith(job_files.DRAFT))
    file = job_files.pick(job, files, item, (job_files.CAPTIONS,))
    return file, _request(job, file, any(each.kind in job_files.MEDIA for each in files))


def webvtt(file: JobFile, request: ConvertRequest) -> bytes:
    """Captions as WebVTT. Takes up to seconds. Raises TooLarge, or CaptionError for what cannot be read."""
    return guarded_call.run(convert.as_format, _content(file), request, bounds=uploads.caption_bounds())


def _content(file: JobFile) -> bytes:
    limit = get_settings().limits.caption_bytes
    if file.size > limit:  # a file that came from an address, and is called captions for want of a better
        raise uploads.too_large(file.file_name, limit, captions=True)
    if not file.storage_key:
        return file.text.encode()
    return read_stored(file.storage_key)


def _request(job: Job, file: JobFile, pictured: bool) -> ConvertRequest:
    """How to read a file: as the job read its source, and as it wrote its results."""
    asked = job.parameters
    name = file.caption_format
    is_source = file.role == job_files.SOURCE
    rate = str(asked.get("source_frame_rate" if is_source else "target_frame_rate") or "auto")
    if is_auto(rate) and _counts_frames(name):
        rate = job.frame_rate or "auto"
    return ConvertRequest(
        source_profile=name or "auto",
        target_profile=WEBVTT,
        source_frame_rate=rate,
        target_frame_rate=rate,
        encoding=str(asked.get("encoding") or "auto") if is_source else "auto",
        decode_options=asked.get("decode_options") or {} if is_source else {},
        file_name=file.file_name,
        incode="auto" if pictured and file.role != job_files.DRAFT else "00:00:00:00",
    )


def _counts_frames(name: str) -> bool:
    try:
        return bool(name) and readable(name).frame_based
    except CaptionError:  # only written: reading it fails with words of its own
        return False
