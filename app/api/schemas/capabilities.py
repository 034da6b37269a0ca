"""What works on this installation: job types, caption formats, engines, media features."""

from __future__ import annotations

from typing import Any, Literal

from app.api.schemas.base import Answer
from app.core.schemas import JobTypeName


class JobTypeOffer(Answer):
    """A job type, and why it does not work here."""

    job_type: JobTypeName
    """The job type."""
    available: bool
    """Whether such jobs run here."""
    reason: str | None
    """Why not, and what to do; null when available."""


class FormatOption(Answer):
    """An option of a caption format; `choices`, `minimum` and `maximum` only where they limit it."""

    name: str
    """Name of the option."""
    type: Literal["boolean", "integer", "number", "choice", "text"]
    """Type of its value."""
    default: Any
    """Value when it is not given."""
    help: str
    """What it does."""
    choices: list[str] | None = None
    """The values it takes."""
    minimum: float | None = None
    """Smallest value."""
    maximum: float | None = None
    """Largest value."""


class CaptionFormat(Answer):
    """A caption format."""

    id: str
    """Short id."""
    name: str
    """Name, as `source_profile` and `target_profile` take it."""
    aliases: list[str]
    """Other names it is known by."""
    extensions: list[str]
    """File name extensions."""
    media_type: str
    """Media type (MIME)."""
    can_read: bool
    """Whether it can be a source."""
    can_write: bool
    """Whether it can be a target."""
    frame_based: bool
    """Whether its times are frames, so that a frame rate matters."""
    usual_frame_rate: str | None
    """Frame rate when none is given."""
    decode_options: list[FormatOption]
    """Options of reading it."""
    encode_options: list[FormatOption]
    """Options of writing it."""
    keeps: list[str]
    """What survives in it."""
    loses: list[str]
    """What it has no room for."""


class EngineModel(Answer):
    """A model that an engine can run."""

    id: str
    """What a job names it by."""
    label: str
    """Name for people."""
    installed: bool
    """Whether it is on this server."""
    install: str
    """The command that installs it; empty when installed."""
    languages: list[str]
    """Languages it knows; empty for those of its engine."""


class EngineVoice(Answer):
    """A voice that an engine speaks with."""

    id: str
    """What a job names it by."""
    name: str
    """Name for people."""
    language: str
    """Language it speaks (BCP 47)."""
    gender: str
    """female, male, or empty when unknown."""


class Engine(Answer):
    """An engine and what it offers here."""

    id: str
    """What settings name it by."""
    label: str
    """Name for people."""
    ready: bool
    """Whether it works here."""
    quality: str
    """What to expect of it."""
    languages: list[str]
    """Languages it knows (BCP 47); empty for any."""
    pairs: list[list[str]]
    """Source and target languages of a translator."""
    models: list[EngineModel]
    """Its models."""
    voices: list[EngineVoice]
    """Its voices."""
    install: str
    """The command that makes it ready; empty when it is."""
    reason: str
    """Why it is not ready; empty when it is."""
    remote: bool
    """Whether it sends the work to another server."""


class Engines(Answer):
    """Engines by kind, the preferred one first."""

    speech: list[Engine]
    """Speech recognition."""
    speakers: list[Engine]
    """Telling speakers apart."""
    translation: list[Engine]
    """Translation of text."""
    voice: list[Engine]
    """Speech synthesis."""


class MediaFeature(Answer):
    """A kind of media work."""

    id: str
    """Stable name."""
    label: str
    """What it is."""
    ready: bool
    """Whether it works here."""
    reason: str
    """Why not; empty when ready."""
    install: str
    """The command that makes it ready; empty when it is."""


class Capabilities(Answer):
    """What works on this installation."""

    job_types: list[JobTypeOffer]
    """Every job type."""
    profiles: list[CaptionFormat]
    """Every caption format, in the order of menus."""
    engines: Engines
    """Every engine, by kind."""
    media: list[MediaFeature]
    """Media work and whether it can be done here."""
