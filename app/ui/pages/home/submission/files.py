"""An uploaded file or address as the form shows it: inspection, detected format, problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict
from urllib.parse import unquote, urlsplit

from app.captions.formats import registry
from app.captions.formats.base import CaptionFormat
from app.core.db import read_scope
from app.core.errors import NotFound
from app.core.message_text import counted
from app.job_types import JOB_TYPES, JobType
from app.job_types.job_type import ADDRESS, CAPTIONS, MEDIA, MEMORY, MEMORY_BESIDE, SecondFile
from app.services.access import Principal
from app.services.files import uploads
from app.ui.choice_labels import choice_label
from app.ui.components.picker import Choice
from app.ui.labels import duration_text
from app.ui.language import bytes_text, message, number_text
from app.ui.language.names import regional_name
from app.ui.pages.home.submission.choices import encoding_offered
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.file_rows.notes import NO_REPORT, Note, Report, notes_of
from models import Upload

UNKNOWN = "unknown"
VIDEO, AUDIO, LINK, OTHER = "video", "audio", "link", "other"
"""With CAPTIONS, the kinds that files are grouped by."""

SECOND_CAPTIONS = "captions_upload_id"
_SOUND = (".mp3", ".m4a", ".aac", ".wav", ".flac", ".ogg", ".opus")


class FileRow(TypedDict):
    """One source. `source` is the format to read it as, "auto" when none was recognised.

    `line` is how its captions begin, `notes` what their reader noted and `report`
    what a check found; `tracks` are the captions inside it, `sounds` its sound tracks.
    `problem` says why it was refused and `hint` what to do; `fix` names the format that the fixing button
    switches to, "" when no button can help. `blocked` says why it does not go
    with the chosen job type, `taken` which other job takes it along. `ready` says that a job can be made of
    it as things stand. `group` is its `group_of`, `shared` whether other files are in it. With `apart` it has
    settings of its own, and `summary` says which.
    """

    id: str
    address: str
    name: str
    size: str
    kind: str
    facts: list[str]
    tracks: list[Choice]
    sounds: list[Choice]
    line: str
    notes: list[Note]
    report: Report
    detected: str
    source: str
    problem: str
    hint: str
    fix: str
    blocked: str
    taken: str
    ready: bool
    group: str
    audio_only: bool
    shared: bool
    apart: bool
    summary: str


def file_row(upload: Upload) -> FileRow:
    """The row of an upload that has just landed."""
    found = upload.inspection
    error = found.get("error") or {}
    row: FileRow = {
        "id": upload.id,
        "address": "",
        "name": upload.file_name,
        "size": bytes_text(upload.size),
        "kind": found.get("kind", UNKNOWN),
        **read_as(found),
        "tracks": _tracks(found.get("caption_tracks", [])),
        "sounds": _tracks(found.get("audio_tracks", [])),
        "notes": notes_of(found),
        "report": NO_REPORT,
        "detected": found.get("profile", ""),
        "source": found.get("profile", "auto"),
        "problem": message(error.get("message", "")),
        "hint": message(error.get("hint", "")),
        "fix": "",
        "blocked": "",
        "taken": "",
        "ready": False,
        "group": "",
        "audio_only": found.get("video") is False,
        "shared": False,
        "apart": False,
        "summary": "",
    }
    return {**row, "group": group_of(row)}


class ReadAs(TypedDict):
    """What a row says of a file as it is read."""

    facts: list[str]
    line: str


def read_as(found: dict[str, Any]) -> ReadAs:
    """The facts of an inspection, and how its captions begin."""
    first = (" ".join(cue.split()) for cue in found.get("first_lines", [])[:2] if cue.strip())
    return {"facts": _facts(found), "line": " / ".join(first)}


def read_upload(who: Principal, upload_id: str) -> FileRow | None:
    """The row of a person's own upload; None for someone else's, or one that is already removed."""
    try:
        with read_scope() as db:
            return file_row(uploads.get(db, who, upload_id))
    except NotFound:
        return None


def read_stored_file(who: Principal, file_id: str, address: str, source: str, apart: bool) -> FileRow | None:
    """The row of a source that the browser has kept; None when the server no longer has the file."""
    row = address_row(address) if address else read_upload(who, file_id)
    return {**row, "source": source, "apart": apart} if row else None


def lost_upload_message(count: int) -> str:
    """What is said when the server no longer has files that were ready."""
    if count == 0:
        return ""
    if count == 1:
        return message("One of the files that were ready is no longer on the server; add it again.")
    return message(
        "{count} files that were ready are no longer on the server; add them again.",
        count=number_text(count),
    )


def address_row(address: str) -> FileRow:
    """The row of a source that is fetched from an address when its job runs."""
    parts = urlsplit(address)
    row: FileRow = {
        "id": address,
        "address": address,
        "name": unquote(parts.path.rsplit("/", 1)[-1]) or parts.netloc,
        "size": parts.netloc,
        "kind": ADDRESS,
        "facts": [],
        "tracks": [],
        "sounds": [],
        "line": "",
        "notes": [],
        "report": NO_REPORT,
        "detected": "",
        "source": "auto",
        "problem": "",
        "hint": "",
        "fix": "",
        "blocked": "",
        "taken": "",
        "ready": False,
        "group": "",
        "audio_only": False,
        "shared": False,
        "apart": False,
        "summary": "",
    }
    return {**row, "group": group_of(row)}


def _facts(found: dict[str, Any]) -> list[str]:
    count, rate = found.get("cue_count"), found.get("frame_rate")
    facts = [
        "" if count is None else message(counted(count, "cue")),
        *_memory_facts(found),
        duration_text(found["duration"]) if found.get("duration") else "",
        f"{found['width']} × {found['height']}" if found.get("width") else "",
        f"{rate} fps" if rate else "",
        *_track_facts(found),
        choice_label(encoding_offered(found.get("encoding") or "")),
        _language_fact(found),
    ]
    return [fact for fact in facts if fact]


def _memory_facts(found: dict[str, Any]) -> list[str]:
    """How much a translation memory holds, and in which languages."""
    if found.get("kind") != MEMORY:
        return []
    names = dict.fromkeys(map(regional_name, found["languages"]))
    units = message(counted(found["units"], "sentence"))
    return [message("translation memory"), units, ", ".join(names)]


def _language_fact(found: dict[str, Any]) -> str:
    """The language that a file names, or probably is in."""
    name = regional_name(found["language"]) if found.get("language") else ""
    return message("probably {language}", language=name) if name and found.get("language_detected") else name


def _track_facts(found: dict[str, Any]) -> list[str]:
    """What sound and captions a media file brings, with their languages."""
    if "audio_tracks" not in found:
        return []
    sound, captions = found["audio_tracks"], found["caption_tracks"]
    heard = message("sound" if sound else "no sound")
    if len(sound) > 1:
        heard = message("{count} sound tracks", count=len(sound))
    inside = _in_languages(message("captions inside"), captions) if captions else ""
    return [_in_languages(heard, sound), inside]


def _tracks(found: Sequence[Mapping[str, Any]]) -> list[Choice]:
    """The tracks that a job can name; files that were inspected by an earlier version have no numbers."""
    return [_track(track) for track in found if track.get("number")]


def _track(track: Mapping[str, Any]) -> Choice:
    """A caption or sound track as a field offers it: Spanish, forced."""
    number, kind = track["number"], str(track.get("kind") or "")
    unnamed = message("Closed captions" if kind == "closed captions" else "No language")
    named = regional_name(track["language"]) if track["language"] else unnamed
    named_flags = {
        "default": message("default"),
        "forced": message("forced"),
        "hearing_impaired": message("for the deaf and hard of hearing"),
    }
    flags = [name for flag, name in named_flags.items() if track.get(flag)]
    words = [named, track["title"], *flags, message("pictures") if kind == "pictures" else ""]
    return {
        "value": str(number),
        "label": f"{number}: {', '.join(filter(None, words))}",
        "note": track["codec"],
    }


def _in_languages(what: str, tracks: Sequence[Mapping[str, Any]]) -> str:
    named = dict.fromkeys(regional_name(track["language"]) for track in tracks if track["language"])
    return f"{what}: {', '.join(named)}" if named else what


def group_of(row: FileRow) -> str:
    """Which files a source belongs with; what nobody recognised is captions once its format is named."""
    if row["kind"] == UNKNOWN:
        return OTHER if row["source"] == "auto" else CAPTIONS
    if row["kind"] == CAPTIONS:
        return CAPTIONS
    if row["kind"] == MEMORY:
        return OTHER
    if row["audio_only"] or row["name"].lower().endswith(_SOUND):
        return AUDIO
    if row["kind"] == MEDIA or uploads.is_media_name(row["name"]):
        return VIDEO
    return CAPTIONS if has_caption_ending(row["name"]) else LINK


def form_of(row: FileRow) -> str:
    """Whose settings a source has: its own, by its id, or those of its group."""
    return row["id"] if row["apart"] else group_of(row)


def has_caption_ending(name: str) -> bool:
    """Whether a file of this name holds captions, going by its ending."""
    readable = [found for found in registry.formats().values() if found.read]
    return any(name.lower().endswith(_endings(found)) for found in readable)


def _endings(found: CaptionFormat) -> tuple[str, ...]:
    return tuple(f".{ending.lstrip('.').lower()}" for ending in found.extensions)


def fits(row: FileRow, kind: str, beside: Sequence[FileRow] = ()) -> bool:
    """Whether a job of this type can start from this source; a file nobody recognised may, once named.

    A second file that the type always needs, such as a voiceover's captions, must be `beside` it.
    """
    job_type = JOB_TYPES[kind]
    known_as = CAPTIONS if row["kind"] == UNKNOWN and row["source"] != "auto" else row["kind"]
    second = _always_needed(job_type, row)
    others = (other["kind"] for other in beside if other["id"] != row["id"])
    if second is not None and second.kind not in others:
        return False
    return known_as in job_type.starts_from


def _always_needed(job_type: JobType, row: FileRow) -> SecondFile | None:
    """The second file that a source cannot do without; one with captions inside brings its own."""
    second = job_type.second_file
    inside = bool(row["tracks"]) and "track" in job_type.parameters.model_fields
    return None if second is None or second.when or second.optional or inside else second


def blocked(row: FileRow, kind: str, beside: Sequence[FileRow] = ()) -> str:
    """Why a source does not go with a job type; "" when it does, or when `problem` says it already."""
    if fits(row, kind, beside) or row["problem"]:
        return ""
    job_type = JOB_TYPES[kind]
    second = _always_needed(job_type, row)
    if row["kind"] == MEMORY:
        return MEMORY_BESIDE.alone
    if job_type.only_addresses:
        return message("This job starts from the address of a page, not from a file.")
    if second is not None and row["kind"] in (*job_type.starts_from, second.kind):
        return _lacks(row, kind, second, beside)
    if row["kind"] == MEDIA and row["tracks"]:
        return message(
            "This is audio or video; this job starts from captions. Extract captions writes those inside it "
            "in any format."
        )
    if row["kind"] == MEDIA:
        return message(
            "This is audio or video; this job starts from captions. Transcribe makes captions from it."
        )
    if row["kind"] == CAPTIONS:
        return message("These are captions; this job starts from audio or video.")
    return message("Choose the source format, if you know what this file is.")


def _lacks(row: FileRow, kind: str, second: SecondFile, beside: Sequence[FileRow]) -> str:
    if row["kind"] != second.kind:
        return message(second.missing)
    return "" if any(fits(other, kind, beside) for other in beside) else message(second.alone)


def beside_of(
    files: Sequence[FileRow], kind: str, own: Sequence[OptionField], source: FileRow | None = None
) -> FileRow | None:
    """The file that each job takes along with its source: a voiceover's captions, a conversion's video.

    Of several that could be it, the one that the form names, else the first; never the `source` itself.
    """
    second = JOB_TYPES[kind].second_file
    if second is None:
        return None
    wanted = any(field["value"] == "true" for field in own if field["name"] in second.when)
    if second.when and not wanted:
        return None
    others = [row for row in files if source is None or row["id"] != source["id"]]
    chosen = _named(others, own) if takes_captions(kind) else None
    return chosen or next((row for row in others if row["kind"] == second.kind), None)


def second_captions(files: Sequence[FileRow], kind: str, own: Sequence[OptionField]) -> FileRow | None:
    """The captions in another language that each job puts together with its source."""
    return None if takes_captions(kind) else _named(files, own)


def takes_captions(kind: str) -> bool:
    """Whether each job of a type takes captions along, and they are no other language of its source."""
    second = JOB_TYPES[kind].second_file
    return second is not None and second.field == SECOND_CAPTIONS


def _named(files: Sequence[FileRow], own: Sequence[OptionField]) -> FileRow | None:
    wanted = {field["value"] for field in own if field["name"] == SECOND_CAPTIONS} - {""}
    return next((row for row in files if row["id"] in wanted), None)


def role_text(kind: str) -> str:
    """What a job of this type does with the file that it takes along."""
    second = JOB_TYPES[kind].second_file
    return message(second.use) if second else ""
