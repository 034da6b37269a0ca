"""Uploads: source files, stored while they stream in and inspected once in a guarded child."""

from __future__ import annotations

import mimetypes
import re
import time
import unicodedata
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.captions.conversion.inspect import summarize
from app.captions.translation.memory import is_memory, summarized
from app.core import clock
from app.core.child_process import guarded_call
from app.core.db import on_rollback
from app.core.errors import AppError, Invalid, MediaError, NotFound, TooLarge
from app.core.settings import get_settings
from app.core.storage import Stored, Writer, read_stored, storage
from app.core.storage.base import new_key
from app.media.caption_tracks.choice import tracks_of
from app.media.caption_tracks.late_captions import with_late_captions
from app.media.language_codes import two_letters
from app.media.probe import kept
from app.media.probe.media_info import MediaInfo, Stream
from app.media.probe.probe import probe
from app.services import access
from app.services.access import Principal
from app.services.files import quota
from models import Job, Upload
from models.base import new_id

_LOOK_BYTES = 20 * 1024 * 1024
_PROBE_SECONDS = 10.0
_PROBED = "probed"
"""Under this name an inspection keeps what its jobs want to know of media: no answer shows it."""
_MEDIA = re.compile(
    r"\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|ts|flv|mp3|m4a|aac|wav|flac|ogg|opus)$", re.IGNORECASE
)


class Receiver:
    """Takes an upload chunk by chunk and enforces the size limit while it streams."""

    def __init__(self, file_name: str, limit: int | None = None) -> None:
        self.file_name = clean_name(file_name)
        self._limit = limit or get_settings().limits.upload_bytes
        self._writer: Writer = storage().writer(new_key("upload"))

    def write(self, chunk: bytes) -> None:
        """Store a chunk; TooLarge (and nothing kept) once the limit is passed."""
        if self._writer.size + len(chunk) > self._limit:
            self.abort()
            raise too_large(self.file_name, self._limit)
        self._writer.write(chunk)

    def finish(self) -> Stored:
        """The stored file."""
        return self._writer.commit()

    def abort(self) -> None:
        """Forget a broken upload."""
        self._writer.abort()


def read_captions(path: Path, file_name: str) -> bytes:
    """The content of a caption file; TooLarge, and nothing read, when it is larger than captions may be."""
    limit = get_settings().limits.caption_bytes
    if path.stat().st_size > limit:
        raise too_large(file_name, limit, captions=True)
    return path.read_bytes()


def receive(data: bytes, file_name: str) -> Stored:
    """Store text that came inside a request."""
    receiver = Receiver(file_name)
    receiver.write(data)
    return receiver.finish()


def too_large(file_name: str, limit: int, *, captions: bool = False) -> TooLarge:
    """The error for a file over the limit of all files, or over that of captions."""
    setting = "CUEDECK_LIMITS__CAPTION_BYTES" if captions else "CUEDECK_LIMITS__UPLOAD_BYTES"
    return TooLarge(
        f"“{file_name}” is larger than the {limit / 1024**2:,.0f} MB this server accepts"
        f"{' of captions' if captions else ''}.",
        hint=f"Split the file, or ask the owner to raise {setting}.",
        limit_bytes=limit,
        rejected=True,
    )


def clean_name(name: str) -> str:
    """A file name to show and to offer for download: no folders, no control characters, 200 at most."""
    base = re.split(r"[/\\]", name)[-1]
    shown = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    return shown.strip(" .")[-200:] or "file"


def add(
    session: Session,
    who: Principal,
    file_name: str,
    stored: Stored,
    inspection: dict[str, Any],
    upload_id: str | None = None,
) -> Upload:
    """Record a source file that was just stored; as `record`.

    The file is removed when the session's work fails, this or what comes after it.
    """
    on_rollback(session, lambda: storage().delete(stored.key))
    return record(session, who, file_name, stored, inspection, upload_id)


def record(
    session: Session,
    who: Principal,
    file_name: str,
    stored: Stored,
    inspection: dict[str, Any],
    upload_id: str | None = None,
) -> Upload:
    """Record a source file, under a new id unless it has one already; TooLarge over the quota."""
    quota.check(session, who.account_id, stored.size, sandbox=who.sandbox)
    upload = new_upload(who, file_name, stored, inspection, upload_id)
    session.add(upload)
    session.flush()
    return upload


def new_upload(
    who: Principal,
    file_name: str,
    stored: Stored,
    inspection: dict[str, Any],
    upload_id: str | None = None,
) -> Upload:
    """The row of a stored file, not yet in the database."""
    return Upload(
        id=upload_id or new_id(),
        account_id=who.account_id,
        sandbox=who.sandbox,
        storage_key=stored.key,
        file_name=clean_name(file_name),
        size=stored.size,
        sha256=stored.sha256,
        media_type=mimetypes.guess_type(file_name)[0] or "application/octet-stream",
        inspection=inspection,
        created_at=clock.now(),
    )


def get(session: Session, who: Principal, upload_id: str) -> Upload:
    """An upload of the asker's."""
    upload = access.find(session, who, Upload, upload_id)
    if upload is None or upload.deleted_at is not None:
        raise _missing(upload_id)
    return upload


def _missing(upload_id: str) -> NotFound:
    return NotFound(
        f"There is no upload {upload_id[:80]}.",
        hint="Send the file to POST /v1/uploads first. A file that no job uses is removed after a day, any "
        "other when its job's retention ends.",
    )


def move_to_side_of(session: Session, job: Job, upload: Upload) -> None:
    """Let a job have a file. One that a person has just stored follows it to the sandbox, or back.

    NotFound when the file is of the other side and a job there has it.
    """
    if upload.sandbox == job.sandbox:
        return
    if session.exec(select(Job.number).where(col(Job.upload_id) == upload.id).limit(1)).first() is not None:
        raise _missing(upload.id)
    upload.sandbox = job.sandbox
    session.add(upload)


def inspect_stored(stored: Stored, file_name: str) -> dict[str, Any]:
    """What the inspection of a stored file finds.

    `{"kind": "captions", ...summary}`, `{"kind": "media", ...}` with length, picture and tracks (all may
    stay unknown), `{"kind": "memory", ...}` of a translation memory, or `{"kind": "unknown"}`; with an
    `error` where the file cannot be read. Runs in guarded children, for some seconds at most; never raises
    for bad content, because the upload itself was fine.
    """
    if is_media_name(file_name) or stored.size > _LOOK_BYTES:
        return {"kind": "media", **_media(stored)}
    found = inspect_captions(read_stored(stored.key), file_name)
    if found["kind"] == "unknown":
        media = _media(stored)
        return {"kind": "media", **media} if "duration" in media else found
    return found


def inspect_captions(data: bytes, file_name: str) -> dict[str, Any]:
    """The inspection of captions, or of a translation memory, as `inspect_stored` returns it."""
    try:
        if is_memory(data):
            return {"kind": "memory", **guarded_call.run(summarized, data, bounds=caption_bounds())}
        summary = guarded_call.run(summarize, data, file_name, bounds=caption_bounds())
    except AppError as error:
        return {"kind": "unknown", "error": _told(error)}
    return {"kind": "captions", **summary}


def is_media_name(file_name: str) -> bool:
    """Whether a file says by its name that it is audio or video."""
    return _MEDIA.search(file_name) is not None


def _media(stored: Stored) -> dict[str, Any]:
    """What is in audio or video; empty when that cannot be told in time, or not on this machine."""
    until = time.monotonic() + _PROBE_SECONDS
    limit = get_settings().limits.media_seconds
    try:
        with storage().path(stored.key) as path:
            info = probe(path, max_seconds=limit, cancelled=lambda: time.monotonic() > until)
            info = with_late_captions(info, path)
    except MediaError as error:
        return {"error": _told(error)}
    except AppError:  # too slow, or there is no program that could look: the job will tell
        return {}
    return _described(info) | {_PROBED: kept.as_json(info)}


def shown_inspection(upload: Upload) -> dict[str, Any]:
    """What the inspection of an upload found, as people are told."""
    return {name: value for name, value in upload.inspection.items() if name != _PROBED}


def probed(upload: Upload) -> MediaInfo | None:
    """What the inspection of an upload found in it, if it is media and this version looked into it."""
    return kept.from_json(upload.inspection.get(_PROBED))


def _described(info: MediaInfo) -> dict[str, Any]:
    picture = info.video
    found: dict[str, Any] = {
        "duration": round(info.duration, 3),
        "audio": info.audio is not None,
        "video": picture is not None,
        "audio_tracks": [_sound(number, stream) for number, stream in enumerate(info.audio_tracks, 1)],
        "caption_tracks": [track.facts() for track in tracks_of(info)],
    }
    if picture is not None:
        found |= {"width": picture.width, "height": picture.height}
        found |= {"frame_rate": f"{float(picture.frame_rate):.6g}"} if picture.frame_rate else {}
    return found


def _sound(number: int, stream: Stream) -> dict[str, Any]:
    return {
        "number": number,
        "codec": stream.codec,
        "language": two_letters(stream.language),
        "title": stream.title[:200],
        "channels": stream.channels,
        "default": stream.default,
    }


def _told(error: AppError) -> dict[str, str]:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def caption_bounds() -> guarded_call.Bounds:
    """The limits of one caption task."""
    limits = get_settings().limits
    return guarded_call.Bounds(
        limits.caption_seconds, limits.caption_cpu_seconds, limits.caption_memory_bytes
    )


def require_name(value: str) -> str:
    """A file name that is really there."""
    if not value.strip():
        raise Invalid("The upload has no file name.", hint="Send it in the X-File-Name header.")
    return value
