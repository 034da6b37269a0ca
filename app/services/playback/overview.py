"""What a job can show and play, for the page and the API."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal, cast

from app.core.db import read_scope
from app.core.errors import NotFound
from app.core.schemas import shown
from app.core.settings import get_settings
from app.core.storage import storage
from app.services.access import Principal
from app.services.dispatch import workers
from app.services.files import renditions
from app.services.files.renditions import PEAKS, PROXY, SHOTS, Facts
from app.services.jobs import lookup
from app.services.playback import job_files, preparation, schema
from app.services.playback.job_files import JobFile
from models import Job, Stage

_PLAYED_AT_ONCE = (".mp4", ".m4v", ".mov", ".webm", ".mp3", ".m4a", ".wav", ".ogg", ".opus", ".flac", ".aac")
"""Endings of files that a browser tries before a worker has looked at them; it mostly succeeds."""

ORIGINAL = "original"
_ORDER = (job_files.RESULT, job_files.DRAFT, job_files.SECOND, job_files.SOURCE)
_IN_REVIEW = (job_files.DRAFT, job_files.RESULT, job_files.SECOND, job_files.SOURCE)


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A stored file as it is handed out; `version` changes with its content."""

    storage_key: str
    version: str
    file_name: str
    media_type: str


def of_job(who: Principal, job_id: str) -> schema.Playback:
    """Everything that can be shown of a job; what a worker has to prepare for it is requested.

    May wait for the broker. Raises NotFound.
    """
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        files = job_files.list_for_job(session, who, job)
        missing = workers.missing_queues(session)
    known = {
        file.storage_key: renditions.facts(file.storage_key) for file in files if file.kind in job_files.MEDIA
    }
    preparation.request_next(job, known)
    media = [
        _media(job, file, known.get(file.storage_key)) for file in files if file.kind != job_files.CAPTIONS
    ]
    captions = [_captions(job, file) for file in files if file.kind == job_files.CAPTIONS]
    order = _IN_REVIEW if job.stage == Stage.EDITING else _ORDER
    captions.sort(key=lambda each: order.index(each["role"]))
    state = _state(job, bool(files), known.values())
    return {
        "job_id": job.id,
        "number": job.number or 0,
        "job_type": job.job_type,
        "state": state,
        "media": media,
        "captions": captions,
        "chapters": _chapters(job),
        "waiting_reason": _waiting_reason(known, missing) if state == "preparing" else None,
    }


def _waiting_reason(known: Mapping[str, Facts | None], missing: Collection[str]) -> str | None:
    unseen = (key for key, found in known.items() if found is None)
    return preparation.waiting_reason(missing) or preparation.turn_reason(unseen)


def peaks(who: Principal, job_id: str, item: str) -> schema.PeaksAnswer:
    """The waveform of a media file of a job. NotFound `not_prepared` while there is none."""
    found: schema.PeaksAnswer = _prepared(who, job_id, item, PEAKS)
    return found


def shots(who: Principal, job_id: str, item: str) -> schema.ShotsAnswer:
    """The cuts of a film of a job. NotFound `not_prepared` while they are not known."""
    return {"cuts": _prepared(who, job_id, item, SHOTS)}


def _prepared(who: Principal, job_id: str, item: str, name: str) -> Any:
    with read_scope() as session:
        file = job_files.get(session, who, lookup.get(session, who, job_id), item, job_files.MEDIA)
    found = renditions.read(file.storage_key, name)
    if found is None:
        raise not_prepared()
    return found


def media_file(who: Principal, job_id: str, item: str, version: str) -> StoredVersion:
    """What the media route answers. NotFound `not_prepared` for a version that is not there."""
    kinds = (*job_files.MEDIA, job_files.IMAGE)
    with read_scope() as session:
        file = job_files.get(session, who, lookup.get(session, who, job_id), item, kinds)
    if version == ORIGINAL:
        return StoredVersion(file.storage_key, file.etag, file.file_name, file.media_type)
    key, found = renditions.key(file.storage_key, version), renditions.facts(file.storage_key)
    if found is None or not storage().exists(key):
        raise not_prepared()
    media_type = found["proxy"] if version == PROXY else "audio/mp4"
    stem, ending = PurePath(file.file_name).stem, "mp4" if media_type.startswith("video/") else "m4a"
    return StoredVersion(key, f"{file.etag}-{version}", f"{stem}.{version}.{ending}", media_type)


def not_prepared() -> NotFound:
    """The error for a rendition that is not there yet, or never will be."""
    return NotFound(
        "This has not been prepared for playing.",
        code="not_prepared",
        hint="Ask GET /v1/jobs/{job_id}/playback until its state is ready.",
    )


def _state(
    job: Job, any_files: bool, known: Iterable[Facts | None]
) -> Literal["ready", "preparing", "removed", "empty"]:
    if any(preparation.may_prepare(job) if found is None else _is_worked_on(found) for found in known):
        return "preparing"
    if any_files:
        return "ready"
    return "removed" if job.files_deleted_at is not None else "empty"


def _is_worked_on(found: Facts) -> bool:
    return found["state"] == preparation.WORKING


def _of_job(job: Job, what: str) -> str:
    return f"{get_settings().base_path}/v1/jobs/{job.id}/{what}"


def _address(job: Job, file: JobFile, version: str = ORIGINAL) -> str:
    address = _of_job(job, f"media/{file.item}")
    return address if version == ORIGINAL else f"{address}?version={version}"


def _media(job: Job, file: JobFile, found: Facts | None) -> schema.MediaItem:
    state, version = _playable(file, found)
    problem = " ".join(filter(None, (found["problem"], found["hint"]))) if found else None
    if state == "preparing" and found is None and not preparation.may_prepare(job):
        state, problem = "failed", "Nothing is prepared for a draft or a canceled job. Start it to play this."
    as_it_is = version == ORIGINAL
    made = {
        "item": file.item,
        "kind": found["kind"] if found and found["kind"] else file.kind,
        "state": state,
        "progress": round(found["progress"] * 100, 1) if found and state == "preparing" else None,
        "problem": problem,
        "media_type": file.media_type if as_it_is or not found else found["proxy"],
        "url": _address(job, file, version) if state == "ready" else None,
        "duration": found["duration"] or None if found else None,
        "width": found["width"] or None if found else None,
        "height": found["height"] or None if found else None,
        "frame_rate": found["frame_rate"] or None if found else None,
        "sounds": _sounds(job, file, found) if found else [],
        "peaks_url": _of_job(job, f"peaks?item={file.item}") if found and found["peaks"] else None,
        "shots_url": _of_job(job, f"shots?item={file.item}") if found and found.get("shots") else None,
    }
    return cast(schema.MediaItem, shown(schema.MediaItem.__annotations__, file, **made))


def _playable(file: JobFile, found: Facts | None) -> tuple[str, str]:
    """ready, preparing or failed; and the version to play."""
    if file.kind not in job_files.MEDIA:
        return "ready", ORIGINAL
    if found is None or not found["kind"]:
        failed = found is not None and found["state"] == preparation.FAILED
        unseen = file.file_name.lower().endswith(_PLAYED_AT_ONCE)
        return ("failed" if failed else "ready" if unseen else "preparing"), ORIGINAL
    if not found["proxy"]:
        return "ready", ORIGINAL
    if storage().exists(renditions.key(file.storage_key, PROXY)):
        return "ready", PROXY
    return ("failed" if found["state"] == preparation.FAILED else "preparing"), PROXY


def _sounds(job: Job, file: JobFile, found: Facts) -> list[schema.SoundTrack]:
    """The sound tracks that can be chosen: the one in the file, and those made files of their own."""
    tracks: list[schema.SoundTrack] = []
    for sound in found["sounds"]:
        number, version = sound["number"], renditions.sound(sound["number"])
        apart = number != found["first"]
        if apart and not storage().exists(renditions.key(file.storage_key, version)):
            continue
        tracks.append(
            {
                "number": number,
                "language": sound["language"] or None,
                "title": sound["title"],
                "url": _address(job, file, version) if apart else None,
            }
        )
    return tracks


def _chapters(job: Job) -> list[schema.ChapterItem]:
    listed = (job.result_data or {}).get("chapters", []) if job.files_deleted_at is None else []
    return [{"start": each["start"], "title": each["title"]} for each in listed]


def _captions(job: Job, file: JobFile) -> schema.CaptionsItem:
    address = _of_job(job, f"captions.vtt?item={file.item}")
    return cast(schema.CaptionsItem, shown(schema.CaptionsItem.__annotations__, file, url=address))
