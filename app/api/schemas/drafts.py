"""Drafts: captions while a person edits them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from app.api.schemas.base import Answer, Given
from app.core.schemas import DateTime
from app.services.editor.respeaking import MOST_TEXT

NOTE_LENGTH = 2000


class DraftIn(Given):
    """A save of a draft; a bare Cuedeck Project is taken too, with If-Match."""

    document: dict[str, Any]
    """The captions, as a Cuedeck Project."""
    version: int | None = None
    """The version this save is based on."""


class Draft(Answer):
    """The captions of one output while a person edits them."""

    job_id: str
    """The job that waits for them."""
    output_index: int
    """Which output they will be, from 0."""
    drafts: int
    """How many drafts the job has."""
    language: str | None
    """Their language."""
    version: int
    """Counts the saves; a save names the version it is based on."""
    cue_count: int
    """How many cues they have."""
    changed_at: DateTime
    """When they were last saved."""
    changed_by: str
    """Who saved them last; empty before the first save."""
    document: dict[str, Any]
    """The captions, as a Cuedeck Project."""


class SourceCaptions(Answer):
    """The captions that a translation was made of."""

    document: dict[str, Any]
    """The captions, as a Cuedeck Project."""


class SendBack(Given):
    """What to say and to change when a job is sent back; fields of its Job Description are taken as well."""

    note: str = Field("", max_length=NOTE_LENGTH)
    """Why it is sent back: shown in the job's timeline."""


class CuesIn(Given):
    """Cues to check or to fix, and the rules; without cues, those of the saved draft."""

    model_config = ConfigDict(extra="forbid")

    cues: list[dict[str, Any]] | None = None
    """Cues as the document of a draft has them. Send a cue with its neighbours, for gaps and overlaps."""
    frame_rate: str | None = None
    """The document's frame rate, such as `25` or `30000/1001`; gaps are counted in its frames."""
    guide: str | dict[str, Any] | None = None
    """A style guide's name, or own numbers; without one, what holds for all captions is checked."""


class FixIn(CuesIn):
    """Cues to fix."""

    only: Literal["all", "lines"] = "all"
    """`lines` breaks the lines anew, of every cue, and changes nothing else."""


class CueFinding(Answer):
    """A fault of one cue."""

    code: str
    """Stable code of the check."""
    message: str
    """What is wrong, with the numbers."""
    cue: int
    """Which of the cues, from 1."""
    value: float
    """What was measured; durations in seconds."""
    limit: float | None
    """What the guide allows."""


class Findings(Answer):
    """What the checks found."""

    findings: list[CueFinding]
    """Every fault, in the order of the cues."""


class Fix(Answer):
    """One change."""

    code: str
    """Code of the finding that it fixes."""
    message: str
    """What was changed."""
    cue: int
    """Which of the cues that were sent, from 1."""


class Fixed(Findings):
    """The cues after fixing. Nothing is saved."""

    cues: list[dict[str, Any]]
    """The fixed cues."""
    fixes: list[Fix]
    """Every change."""


class VersionIn(Given):
    """Which draft to write as a new version of the file."""

    model_config = ConfigDict(extra="forbid")

    version: int
    """The version of the draft, as it was read or saved last."""
    note: str = Field("", max_length=NOTE_LENGTH)
    """What was changed, for whoever reads the list of versions."""


class Version(Answer):
    """A file that an output has been; the one with the highest number is what it is now."""

    version: int
    """Counts from 1, what the job made."""
    size: int
    """Size in bytes."""
    sha256: str
    """SHA-256 of the content, in hexadecimal."""
    note: str
    """What was changed."""
    created_by: str
    """Who saved it."""
    created_at: DateTime
    """When it was saved."""


class Versions(Answer):
    """The versions of an output."""

    items: list[Version]
    """The newest first."""


class ComparedCue(Answer):
    """A cue of one of two versions."""

    cue: int
    """Its number in its version, from 1."""
    start: float
    """Its start in seconds."""
    end: float
    """Its end in seconds."""
    text: str
    """Its text."""


class VersionChange(Answer):
    """One place where two versions differ."""

    change: Literal["added", "removed", "changed"]
    """What happened."""
    old: ComparedCue | None
    """The cue in the older version; null for one that was added."""
    new: ComparedCue | None
    """The cue in the newer version; null for one that was removed."""


class Comparison(Answer):
    """How two versions differ."""

    total: int
    """How many cues differ."""
    changes: list[VersionChange]
    """At most 1,000 of the differences, in order."""


class SpokenLine(Answer):
    """A cue as a dub or voiceover spoke it."""

    cue: int
    """Its number, from 1."""
    start: float
    """When it begins, in seconds."""
    end: float
    """When it ends, in seconds."""
    speaker: str | None
    """Who says it, if the captions say so."""
    text: str
    """What is said."""
    voice: str
    """Id of the voice; empty of a job that was done before Cuedeck noted it."""
    speed: float
    """The asked speed of the voice, 1 its own."""


class SpokenLines(Answer):
    """All lines of a dub or voiceover."""

    language: str
    """The language that is spoken."""
    engine: str
    """Id of the voice engine."""
    lines: list[SpokenLine]
    """Every cue, in order."""


class LineIn(Given):
    """A line to be spoken anew; what is left out stays as it was."""

    model_config = ConfigDict(extra="forbid")

    cue: int = Field(strict=True)
    """Its number, from 1."""
    text: str | None = Field(None, max_length=MOST_TEXT)
    """Other words."""
    voice: str | None = Field(None, max_length=60)
    """Another voice, for this line alone."""
    speed: float | None = Field(None, ge=0.5, le=2.0, strict=True)
    """Another speed, for this line alone; 1 is the voice's own."""


class LinesIn(Given):
    """Which lines to speak anew."""

    model_config = ConfigDict(extra="forbid")

    lines: list[LineIn] = Field(min_length=1, max_length=1000)
    """The lines that change, each cue at most once."""
