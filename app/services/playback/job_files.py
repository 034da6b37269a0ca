"""The files of a job that can be shown: its source, what it took along, its drafts and its outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import Gone, NotFound
from app.job_types import JOB_TYPES
from app.job_types.job_type import MEMORY
from app.services import access
from app.services.access import Principal
from app.services.files import outputs, uploads
from app.services.jobs import editing
from models import CaptionDraft, Job, Output, Upload
from models.job import SECOND_FILES

SOURCE, SECOND, RESULT, DRAFT = "source", "second", "result", "draft"
VIDEO, AUDIO, IMAGE, CAPTIONS = "video", "audio", "image", "captions"
CHAPTERS = "chapters"
MEDIA = (VIDEO, AUDIO)


@dataclass(frozen=True, slots=True)
class JobFile:
    """One of them. `item` names it in addresses; it is stored under `storage_key`, or `text` is all of it.

    `etag` changes with its content, which has `size` bytes. `caption_format` is the name of the format it was
    written in, where that is known. Captions may also hold chapters.
    """

    item: str
    role: str
    kind: str
    file_name: str
    media_type: str
    etag: str
    size: int
    storage_key: str = ""
    text: str = ""
    language: str | None = None
    caption_format: str = ""
    holds: str = CAPTIONS


def list_for_job(session: Session, who: Principal, job: Job, *, drafts: bool = True) -> list[JobFile]:
    """Every file of a job that can be shown and is still there: what it started from first.

    Without `drafts`, whose documents are large, all the others.
    """
    files: list[JobFile | None] = []
    if job.files_deleted_at is None:
        files += [_upload(session, who, job, SOURCE, job.upload_id)]
        named = (job.parameters.get(name) for name in SECOND_FILES)
        files += [_upload(session, who, job, SECOND, upload_id) for upload_id in named if upload_id]
        files += [_given(job)]
        if drafts:
            files += [_draft(job, draft) for draft in editing.list_for_job(session, job.id)]
    files += [_output(job, output) for output in outputs.list_for_job(session, job.id)]
    return [file for file in files if file is not None]


def get(session: Session, who: Principal, job: Job, item: str, kinds: tuple[str, ...]) -> JobFile:
    """The file of this name and kind. Gone once the job's files were removed, NotFound otherwise."""
    return pick(job, list_for_job(session, who, job, drafts=CAPTIONS in kinds), item, kinds)


def pick(job: Job, files: Sequence[JobFile], item: str, kinds: tuple[str, ...]) -> JobFile:
    """The one of these files of a job; raises as `get` does."""
    for file in files:
        if file.item == item and file.kind in kinds:
            return file
    if job.files_deleted_at is not None:
        raise Gone(
            "The files of this job were removed.",
            code="file_removed",
            hint="Submit the source again to have them made anew.",
        )
    raise NotFound(
        f"This job has nothing of that kind named “{item[:40]}”.",
        hint="GET /v1/jobs/{job_id}/playback lists what it can show.",
    )


def _upload(session: Session, who: Principal, job: Job, role: str, upload_id: str | None) -> JobFile | None:
    upload = access.find(session, who, Upload, upload_id) if upload_id else None
    if upload is None or upload.deleted_at is not None or upload.inspection.get("kind") == MEMORY:
        return None
    mistaken = job.error_code == "wrong_profile"  # then what it is shows what it is
    profile = job.source_profile if role == SOURCE and not mistaken else None
    return JobFile(
        item=role,
        role=role,
        kind=_kind_of_upload(job, upload),
        file_name=upload.file_name,
        media_type=upload.media_type,
        etag=upload.sha256,
        size=upload.size,
        storage_key=upload.storage_key,
        language=job.language if role == SOURCE else None,
        caption_format=profile or "",
    )


def _kind_of_upload(job: Job, upload: Upload) -> str:
    """By the first look at it; a file that was fetched by a worker had none."""
    found, job_type = upload.inspection, JOB_TYPES[job.job_type]
    media = found.get("kind") == "media" or (
        found.get("kind") != "captions" and (job_type.only_media or uploads.is_media_name(upload.file_name))
    )
    if not media:
        return CAPTIONS
    return AUDIO if found.get("video") is False or upload.media_type.startswith("audio/") else VIDEO


def _given(job: Job) -> JobFile | None:
    """Captions that stand in the Job Description itself and were not stored as a file."""
    text = job.parameters.get("srt_content")
    if not isinstance(text, str) or not text or _is_source(job):
        return None
    return JobFile(
        "given", SECOND, CAPTIONS, "captions.srt", "application/x-subrip", job.id, len(text), text=text
    )


def _is_source(job: Job) -> bool:
    return JOB_TYPES[job.job_type].reads_captions


def _draft(job: Job, draft: CaptionDraft) -> JobFile:
    return JobFile(
        item=f"draft-{draft.output_index}",
        role=DRAFT,
        kind=CAPTIONS,
        file_name=draft.file_stem,
        media_type="application/json",
        etag=f"{job.id}-{draft.output_index}-{draft.version}",
        size=len(draft.document),
        text=draft.document,
        language=draft.language,
        caption_format="Cuedeck Project",
    )


def _output(job: Job, output: Output) -> JobFile | None:
    kind, writes = output.media_type.partition("/")[0], JOB_TYPES[job.job_type].writes_captions
    if kind not in (*MEDIA, IMAGE):
        if uploads.is_media_name(output.file_name):
            kind = VIDEO
        elif outputs.may_hold_captions(output, job.job_type) and not _is_description(job, output):
            kind = CAPTIONS
        else:
            return None
    chapters = _is_chapters(job, output, ".vtt")
    written_as = "WebVTT" if chapters else (job.target_profile or "") if writes else ""
    return JobFile(
        item=f"output-{output.output_index}",
        role=RESULT,
        kind=kind,
        file_name=output.file_name,
        media_type=output.media_type,
        etag=output.sha256,
        size=output.size,
        storage_key=output.storage_key,
        language=output.language,
        caption_format=written_as if kind == CAPTIONS else "",
        holds=CHAPTERS if chapters else CAPTIONS,
    )


def _is_description(job: Job, output: Output) -> bool:
    """Whether an output is the chapters again, as lines for the description of a video."""
    return _is_chapters(job, output, ".txt")


def _is_chapters(job: Job, output: Output, ending: str) -> bool:
    asked = bool(output.output_index and job.parameters.get("chapters"))
    return asked and output.file_name.endswith(f".chapters{ending}")
