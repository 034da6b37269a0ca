"""Captions as WebVTT, made when they are asked for: what the page's player and cue list read."""

from __future__ import annotations

from app.captions.conversion import convert
from app.captions.conversion.read import read_source
from app.captions.conversion.request import ConvertRequest, is_auto, readable
from app.captions.model.losses import Losses
from app.core.child_process import guarded_call
from app.core.db import read_scope
from app.core.errors import CaptionError
from app.core.storage import storage
from app.services.access import Principal
from app.services.files import uploads
from app.services.jobs import lookup
from app.services.playback import job_files
from app.services.playback.job_files import JobFile
from models import Job

WEBVTT = "WebVTT"


def webvtt(who: Principal, job_id: str, item: str) -> bytes:
    """The captions of a job under this name. Takes up to seconds.

    With media beside them, their times count from the first frame of the picture. Raises NotFound, Gone, or
    CaptionError for a file that cannot be read.
    """
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        files = job_files.list_for_job(session, who, job)
        file = job_files.get(session, who, job, item, (job_files.CAPTIONS,))
    pictured = any(each.kind in job_files.MEDIA for each in files)
    request = _request(job, file, pictured)
    return guarded_call.run(_as_webvtt, _content(file), request, bounds=uploads.caption_bounds())


def _content(file: JobFile) -> bytes:
    if not file.storage_key:
        return file.text.encode()
    with storage().open(file.storage_key) as stored:
        return stored.read()


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


def _as_webvtt(data: bytes, request: ConvertRequest) -> bytes:
    """Read and write; called inside the guarded child."""
    return convert.written_as(read_source(data, request).document, request, Losses())
