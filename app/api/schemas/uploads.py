"""Uploaded source files and what a first look found in them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from app.api.schemas.base import Answer, Given
from app.core.schemas import DateTime, Url


class Track(Answer):
    """A sound or caption track inside a media file."""

    number: int | None = None
    """Number by which a job names it (`track`, `audio_track`), counted from 1."""
    kind: Literal["text", "pictures", "closed captions"] | None = None
    """What a caption track is made of."""
    codec: str
    """Codec, by ffmpeg's name."""
    language: str
    """Language that the track names (BCP 47), or empty."""
    title: str
    """Title of the track, or empty."""
    channels: int | None = None
    """Number of channels of a sound track."""
    default: bool | None = None
    """Whether players choose it unasked."""
    forced: bool | None = None
    """Whether a caption track holds only what must be shown even without captions."""
    hearing_impaired: bool | None = None
    """Whether a caption track also tells of sounds."""


class Inspection(Answer):
    """What the inspection found. Captions: format, cues, length; media: length and streams; a translation
    memory: units and languages; else nothing."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["captions", "media", "memory", "unknown"]
    """What the file is."""
    error: dict[str, Any] | None = None
    """Why it cannot be read: `code`, `message` and `hint`."""
    profile: str | None = None
    """Name of the caption format."""
    profile_id: str | None = None
    """Short id of the caption format."""
    encoding: str | None = None
    """Text encoding of the captions."""
    encoding_sure: float | None = None
    """How sure the encoding is, 0 to 1."""
    frame_rate: str | None = None
    """Frame rate of the captions, or of the picture."""
    drop_frame: bool | None = None
    """Whether their timecodes drop frames."""
    cue_count: int | None = None
    """Number of cues."""
    duration: float | None = None
    """Length in seconds."""
    audio: bool | None = None
    """Whether the media has sound."""
    video: bool | None = None
    """Whether the media has a picture."""
    width: int | None = None
    """Width of the picture in pixels, as it is shown."""
    height: int | None = None
    """Height of the picture in pixels, as it is shown."""
    audio_tracks: list[Track] | None = None
    """Sound tracks of the media."""
    caption_tracks: list[Track] | None = None
    """Caption tracks inside the media."""
    language: str | None = None
    """Language that the captions name, else the one that their words are in."""
    language_detected: bool | None = None
    """Whether the language was told by the words, as the file does not name it."""
    first_lines: list[str] | None = None
    """Text of the first cues."""
    units: int | None = None
    """Number of units of a translation memory: sentences in several languages."""
    languages: list[str] | None = None
    """Languages of a translation memory (BCP 47)."""
    issues: list[dict[str, Any]] | None = None
    """What is wrong with the captions: `code`, `message` and the number of the `cue`."""


class Upload(Answer):
    """A stored source file; name it as `upload_id` in a Job Description."""

    upload_id: str
    """Identifier of the upload."""
    file_name: str
    """Name of the file."""
    size: int
    """Size in bytes."""
    sha256: str
    """SHA-256 of the content, in hexadecimal."""
    inspection: Inspection
    """What a first look found in it."""


class NewDirectUpload(Given):
    """A file that is to be sent straight to the bucket."""

    file_name: str = Field(min_length=1, max_length=1000)
    """Name of the file."""
    size: int = Field(ge=1, le=1 << 53)
    """Size in bytes. An empty file goes to `POST /v1/uploads`."""


class DirectUpload(Answer):
    """An unfinished upload to the bucket. All parts but the last have `part_size` bytes."""

    upload_id: str
    """Identifier of the upload, then and once it is whole."""
    file_name: str
    """Name of the file."""
    size: int
    """Size of the whole file in bytes."""
    part_size: int
    """Size of each part but the last in bytes."""
    part_count: int
    """How many parts there are; they are numbered from 1."""
    arrived: list[int]
    """Numbers of the parts that have arrived."""
    expires_at: DateTime
    """When it is removed unless it is complete by then."""


class WantedParts(Given):
    """Parts whose addresses are asked for."""

    numbers: list[Annotated[int, Field(ge=1, le=10_000)]] = Field(min_length=1, max_length=100)
    """Numbers of parts, at most 100 at once."""


class PartAddress(Answer):
    """Where one part is to be sent."""

    number: int
    """Number of the part."""
    size: int
    """How many bytes it has; the address takes no other number."""
    url: Url
    """Signed address of the bucket that takes the part with PUT."""


class PartAddresses(Answer):
    """Where parts are to be sent."""

    parts: list[PartAddress]
    """The parts that were asked for, by their number."""
    expires_at: DateTime
    """When the addresses end. Asking again gives new ones."""


class Completion(Given):
    """What is known of the whole file by who has sent it."""

    sha256: str | None = Field(None, pattern="^[0-9A-Fa-f]{64}$")
    """SHA-256 of the whole file in hexadecimal; a file that arrives with another one is refused."""
