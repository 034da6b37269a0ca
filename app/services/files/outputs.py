"""The files a job made: recorded with its finish, removed by a person or when retention ends.

A removal that can be undone hides the files, and lets the job's retention end a moment later.
"""

from __future__ import annotations

import codecs
import mimetypes
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, String, delete, literal_column, or_, update
from sqlmodel import Session, col, select

from app.captions.translation.memory import MEDIA_TYPE as TMX
from app.core import clock
from app.core.db import append, on_commit
from app.core.errors import Conflict, NotFound
from app.core.settings import get_settings
from app.core.storage import Stored, storage
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.accounts import retention
from app.services.files import renditions
from models import CaptionDraft, Job, JobStep, Output, OutputVersion, Stage, Upload
from models.base import new_id
from models.job import SECOND_FILES

UNDO = timedelta(seconds=30)
"""How long a removal on the page can be undone; the page offers it a little shorter."""
UNDO_OF_MANY = timedelta(minutes=2)
"""The same for each of many jobs: the first is hidden while the last still waits for it."""

WORK = "work/"
"""Storage keys of what one stage keeps for the next begin with this."""


RESUMABLE_FILES = "chunks-*.jsonl"
"""Files a retry goes on from; everything else in a work folder can be made again."""


def work_folder(job_id: str) -> Path:
    """Where a job's work in progress lies on this machine."""
    return get_settings().data_dir / "work" / job_id


def keep_resumable(folder: Path) -> bool:
    """Leave in a failed job's work folder what its retry goes on from; whether anything was removed."""
    kept = set(folder.glob(RESUMABLE_FILES))
    others = [path for path in folder.iterdir() if path not in kept]
    for path in others:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if not kept:
        folder.rmdir()
    return bool(others) or not kept


_TEXTS = frozenset(
    f"application/{kind}" for kind in ("x-subrip", "ttml+xml", "x-sami", "x-tmx+xml", "json", "xml")
)
"""Media types of outputs that are text under another name than text/…"""


@dataclass(frozen=True, slots=True)
class NewOutput:
    """A stored file that a workflow hands over as an output."""

    stored: Stored
    file_name: str
    media_type: str
    language: str | None = None


def media_type(path: Path) -> str:
    """The media type (MIME) that a file's name says."""
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def add(session: Session, job: Job, made: list[NewOutput]) -> None:
    """Record a finished job's files; `output_index` follows the order of the list."""
    of_job = {"job_id": job.id, "account_id": job.account_id, "sandbox": job.sandbox}
    rows = [
        {
            **of_job,
            "id": new_id(),
            "output_index": index,
            "storage_key": file.stored.key,
            "file_name": file.file_name,
            "media_type": file.media_type,
            "size": file.stored.size,
            "sha256": file.stored.sha256,
            "language": file.language,
            "created_at": clock.now(),
        }
        for index, file in enumerate(made)
    ]
    if rows:
        append(session, Output, *rows)


def delete_stored(made: list[NewOutput]) -> None:
    """Remove stored files that did not become outputs."""
    for file in made:
        storage().delete(file.stored.key)


def list_for_job(session: Session, job_id: str) -> list[Output]:
    """A job's outputs that still exist, in order."""
    kept = select(Output).where(col(Output.job_id) == job_id, col(Output.deleted_at).is_(None))
    return list(session.exec(kept.order_by(col(Output.output_index))))


def get(session: Session, who: Principal, job_id: str, index: int = 0) -> Output:
    """One output of one of the asker's jobs."""
    for output in list_for_job(session, job_id):
        if output.output_index == index and who.sees(output):
            return output
    raise NotFound(
        "This job has no such file.", hint="It may have been removed; its history entry shows what it made."
    )


def may_hold_captions(output: Output, job_type: str) -> bool:
    """Whether an output may be a caption file, as far as its media type and its job say.

    JSON is captions only of a job whose very result they are: comments are JSON too.
    """
    if output.media_type == "application/json":
        return JOB_TYPES[job_type].writes_captions
    return not output.media_type.startswith(("video/", "audio/", "image/", TMX))


def text_preview(output: Output, size: int = 2000) -> str:
    """The first `size` bytes of an output as text; "" for one that is no text or is gone."""
    if not output.media_type.startswith("text/") and output.media_type not in _TEXTS:
        return ""
    try:
        with storage().open(output.storage_key) as file:
            data = file.read(size)
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data)  # may end inside a character
    except (NotFound, UnicodeDecodeError):
        return ""


def holds_files() -> ColumnElement[bool]:
    """Whether a job's files are stored: those that are hidden until their removal count too."""
    return or_(col(Job.files_deleted_at).is_(None), col(Job.expires_at) > col(Job.files_deleted_at))


def hide_files(session: Session, job: Job, lasting: timedelta = UNDO) -> None:
    """Hide the files of an ended job, which `sweep.expire_files` removes once nobody can undo that."""
    if job.files_deleted_at is not None:
        return
    job.files_deleted_at = clock.now()
    job.expires_at = job.files_deleted_at + lasting
    session.add(job)
    shown = (col(Output.job_id) == job.id, col(Output.deleted_at).is_(None))
    session.execute(update(Output).where(*shown).values(deleted_at=job.files_deleted_at))


def restore_files(session: Session, job: Job) -> None:
    """Show again what `hide_files` hid. Raises Conflict when the time for it is over."""
    hidden, until = job.files_deleted_at, job.expires_at
    if hidden is None or until is None or not hidden < clock.now() < until:
        raise Conflict(
            "These files can no longer be brought back.",
            code="files_removed",
            hint="Run the job again from a source of your own.",
        )
    mine = (col(Output.job_id) == job.id, col(Output.deleted_at) == hidden)
    session.execute(update(Output).where(*mine).values(deleted_at=None))
    kept = timedelta(days=retention.days(session, job))
    job.files_deleted_at, job.expires_at = None, (job.completed_at or clock.now()) + kept
    session.add(job)


def remove_files(session: Session, job: Job) -> None:
    """Mark a job's files as removed, and remove them once that is committed."""
    removed = []
    for output in _stored(session, job):
        output.deleted_at = output.deleted_at or clock.now()
        session.add(output)
        removed.append(output.storage_key)
    for step in session.exec(select(JobStep).where(col(JobStep.job_id) == job.id)):
        removed += [value for value in texts(step.result) if value.startswith(WORK)]
        step.result = None
        session.add(step)
    session.execute(delete(CaptionDraft).where(col(CaptionDraft.job_id) == job.id))
    removed += _remove_versions(session, job)
    upload = session.get(Upload, job.upload_id) if job.upload_id else None
    if upload is not None and upload.deleted_at is None and _last_user(session, job):
        remove_upload(session, upload)
    job.files_deleted_at = job.expires_at = clock.now()
    session.add(job)
    for key in dict.fromkeys(removed):
        on_commit(session, partial(renditions.remove_with_source, key))
    on_commit(session, partial(shutil.rmtree, work_folder(job.id), ignore_errors=True))


def _stored(session: Session, job: Job) -> list[Output]:
    """The outputs of a job that have a file: those shown, and those that `hide_files` hid."""
    has_file = or_(col(Output.deleted_at).is_(None), col(Output.deleted_at) == job.files_deleted_at)
    return list(session.exec(select(Output).where(col(Output.job_id) == job.id, has_file)))


def _remove_versions(session: Session, job: Job) -> list[str]:
    """Remove the versions of a job's outputs; returns the keys of their files."""
    mine = col(OutputVersion.output_id).in_(select(Output.id).where(col(Output.job_id) == job.id))
    keys = list(session.exec(select(OutputVersion.storage_key).where(mine)))
    session.execute(delete(OutputVersion).where(mine))
    return keys


def texts(value: Any) -> Iterator[str]:
    """Every text inside a step's result; what it kept is among them, by storage key."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


def remove_upload(session: Session, upload: Upload) -> None:
    """Mark a source file as removed, and remove it once that is committed."""
    upload.deleted_at = clock.now()
    session.add(upload)
    on_commit(session, partial(renditions.remove_with_source, upload.storage_key))


def second_users(upload_id: Any) -> list[Any]:
    """For each parameter that can name it: a select of the jobs with files that take an upload along.

    `upload_id` is an id, or the column of a query around this one. A refused job may name any text.
    """
    kept = holds_files(), col(Job.stage) != Stage.REJECTED
    named = (literal_column(value, String) for value in SECOND_FILES.values())
    return [select(Job.number).where(name == upload_id, *kept) for name in named]


def _last_user(session: Session, job: Job) -> bool:
    others = select(Job.number).where(col(Job.upload_id) == job.upload_id, holds_files())
    users = (others, *second_users(job.upload_id))
    return not any(session.scalar(found.where(col(Job.id) != job.id).limit(1)) for found in users)
