"""The lines that a dub or voiceover spoke, and the job that speaks some of them anew.

Everything else stays: recordings of the other lines are found again by their words, and only the mix is made
once more. The new job is a voiceover of the captions that were spoken; the one before keeps its files.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from sqlmodel import Session

from app.captions.formats import project
from app.captions.model.document import Cue, Document, seconds
from app.captions.model.losses import Losses
from app.captions.transform.new_words import with_new_words
from app.core.db import read_scope, session_scope
from app.core.errors import Conflict, Invalid
from app.core.storage import read_stored
from app.job_types.caption_parameters import VoiceParameters
from app.job_types.voiceover import LineVoice, VoiceoverParameters
from app.services.access import Principal
from app.services.editor.work_files import result_of
from app.services.files import uploads
from app.services.jobs import descriptions, lifecycle, lookup
from app.services.jobs.acceptance import Submission
from models import Job, Stage, Status, Upload

_KEPT = (
    "webhook", "job_name", "external_id", "labels", "job_metadata", "retention_days", "inline", "audio_track",
    "output_format", "original", "original_level", "loudness", "captions_too",
)  # fmt: skip
"""What the new job has of the one before, beside voices and captions."""
_MOST_VOICES = 50
MOST_TEXT = 2000
"""Characters of one line."""
SUFFIX = ".cuedeck.json"


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A cue as it was spoken; times in seconds. `voice` is that of its first speaker."""

    cue: int
    start: float
    end: float
    speaker: str | None
    text: str
    voice: str
    speed: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """All lines of a job, in which language and by which engine."""

    language: str
    engine: str
    lines: list[SpokenLine]


@dataclass(frozen=True, slots=True)
class Change:
    """A line to be spoken anew; None leaves as it was."""

    cue: int
    text: str | None = None
    voice: str | None = None
    speed: float | None = None


def may_speak(job: Job) -> bool:
    """Whether a job has lines that can be spoken anew; one of the sandbox speaks nothing."""
    done = job.status == Status.COMPLETED and Stage.DUBBING in job.stages
    return done and not job.sandbox and job.files_deleted_at is None


def lines(who: Principal, job_id: str) -> Spoken:
    """What a completed dub or voiceover says, line by line. Raises NotFound, Conflict `no_spoken_lines`."""
    before = _read(who, job_id)
    own, cast = before.own_lines(), before.result.get("cast") or {}
    spoken = []
    for number, cue in enumerate(before.cues, 1):
        one, speaker = own.get(str(number), LineVoice()), _speaker(cue)
        voice = one.voice or cast.get(speaker or "", "")
        times = float(seconds(cue.start)), float(seconds(cue.end))
        spoken.append(SpokenLine(number, *times, speaker, cue.text, voice, one.speed or 1.0))
    return Spoken(before.result["language"], before.result.get("engine") or "", spoken)


def speak(who: Principal, job_id: str, channel: str, changes: Sequence[Change]) -> Job:
    """Queue a job that speaks these lines anew. Raises as `lines`, and Invalid that names a wrong cue."""
    before = _read(who, job_id)
    _check(changes, len(before.cues))
    document = _changed(before.document, changes)
    stored = uploads.receive(project.write(document, {}, Losses()).encode(), f"captions{SUFFIX}")
    with session_scope() as session:
        job = lookup.get(session, who, job_id)
        asker = who.on_side(job.sandbox)
        name = f"{PurePath(job.source_name).stem or 'captions'}.{before.result['language']}{SUFFIX}"
        inspection = {"kind": "captions", "language": before.result["language"]}
        captions = uploads.add(session, asker, name, stored, inspection)
        data = before.description(captions.id, changes)
        raw = json.dumps(data, ensure_ascii=False)
        return lifecycle.submit(session, Submission(asker, channel, raw, data))


@dataclass(frozen=True, slots=True)
class _Before:
    """The job whose lines they are."""

    job: Job
    asked: VoiceParameters
    result: dict[str, Any]
    document: Document
    source: dict[str, str]

    @property
    def cues(self) -> list[Cue]:
        return [cue for cue in self.document.cues if not cue.comment]

    def own_lines(self) -> dict[str, LineVoice]:
        return self.asked.lines if isinstance(self.asked, VoiceoverParameters) else {}

    def description(self, captions_id: str, changes: Sequence[Change]) -> dict[str, Any]:
        """The Job Description of the job that speaks anew."""
        kept = {name: self.job.parameters[name] for name in _KEPT if name in self.job.parameters}
        lines = {number: line.model_dump(exclude_none=True) for number, line in self.own_lines().items()}
        for change in changes:
            told = {"voice": change.voice, "speed": change.speed}
            told = {name: value for name, value in told.items() if value is not None}
            lines[str(change.cue)] = {**lines.get(str(change.cue), {}), **told}
        return {
            "job_type": "voiceover",
            **kept,
            **self.source,
            "captions_upload_id": captions_id,
            "source_profile": project.FORMAT.name,
            "target_language": self.result["language"],
            **self._cast(),
            "lines": lines,
        }

    def _cast(self) -> dict[str, Any]:
        """The engine and voices that spoke, so that the other lines sound as they did."""
        cast = dict(self.result.get("cast") or {})
        engine, voice = self.result.get("engine") or self.asked.voice_engine, cast.pop("", self.asked.voice)
        voices = cast if cast and len(cast) <= _MOST_VOICES else self.asked.voices
        told = {"voice_engine": engine, "voice": voice, "voices": voices}
        return {name: value for name, value in told.items() if value}


def _read(who: Principal, job_id: str) -> _Before:
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        if job.files_deleted_at is not None:
            raise _gone()
        result = result_of(session, job, Stage.DUBBING) if job.status == Status.COMPLETED else {}
        if not result:
            raise _nothing_spoken(job)
        source = _source(session, job)
    asked = descriptions.parse_stored(job)
    assert isinstance(asked, VoiceParameters), job.job_type
    return _Before(job, asked, result, project.read(read_stored(result["captions"]).decode(), {}), source)


def _source(session: Session, job: Job) -> dict[str, str]:
    upload = session.get(Upload, job.upload_id) if job.upload_id else None
    if upload is not None and upload.deleted_at is not None:
        raise _gone()
    return {"upload_id": upload.id} if upload is not None else {"media_url": job.source_url or ""}


def _speaker(cue: Cue) -> str | None:
    return cue.speaker or next((run.style.voice for run in cue.runs if run.style.voice), None)


def _changed(document: Document, changes: Sequence[Change]) -> Document:
    words = {change.cue: change.text.strip() for change in changes if change.text is not None}
    cues, number = [], 0
    for cue in document.cues:
        number += not cue.comment
        cues.append(with_new_words(cue, words[number]) if not cue.comment and number in words else cue)
    return replace(document, cues=cues)


def _check(changes: Sequence[Change], count: int) -> None:
    if not changes:
        raise Invalid("No line is named.", hint="Name at least one cue in lines.")
    named: set[int] = set()
    for place, change in enumerate(changes):
        if change.cue in named:
            raise _twice(change.cue, place)
        named.add(change.cue)
        problem = _problem(change, count)
        if problem:
            raise Invalid(
                f"Cue {change.cue}: {problem}.",
                hint="GET /v1/jobs/{job_id}/lines lists the cues with what they say and in which voice.",
                errors=[{"field": f"lines.{place}", "message": problem}],
            )


def _problem(change: Change, count: int) -> str:
    if not 1 <= change.cue <= count:
        return f"there are cues 1 to {count}"
    if change.text is not None and not any(map(str.isalnum, change.text)):
        return "there are no words to speak"
    if change.text is not None and len(change.text) > MOST_TEXT:
        return f"at most {MOST_TEXT} characters are spoken as one line"
    if change.text is None and change.voice is None and change.speed is None:
        return "say what changes: text, voice or speed"
    return ""


def _twice(cue: int, place: int) -> Invalid:
    return Invalid(
        f"Cue {cue} is named more than once.",
        code="cue_named_twice",
        hint="Put all that changes of a cue into one entry of lines.",
        errors=[{"field": f"lines.{place}.cue", "message": "is named more than once"}],
    )


def _nothing_spoken(job: Job) -> Conflict:
    return Conflict(
        f"This job ({job.job_type}, {job.badge.lower()}) has no lines that could be spoken anew.",
        code="no_spoken_lines",
        hint="Lines are there of a dub or voiceover once it is completed; a sample of the sandbox has none.",
    )


def _gone() -> Conflict:
    return Conflict("The files of this job were removed.", code="file_removed", hint="Submit the film again.")
