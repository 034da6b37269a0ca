"""What a job can show and play, as JSON."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from app.core.schemas import JobTypeName, described


@described
class SoundTrack(TypedDict):
    """A sound track of a media file."""

    number: int
    """Its number among the sound tracks of the file, from 0."""
    language: str | None
    """ISO 639 code, where the file says it."""
    title: str
    """Its title in the file, such as Original; may be empty."""
    url: str | None
    """The track by itself, to be played in place of the one in the file; null for that one."""


@described
class MediaItem(TypedDict):
    """A file of a job that can be seen or heard."""

    item: str
    """What names it in addresses: source, second or output-N."""
    role: Literal["source", "second", "result"]
    """source, second (a file that the job took along with its source) or result."""
    kind: Literal["video", "audio", "image"]
    """video, audio or image."""
    state: Literal["ready", "preparing", "failed"]
    """ready, preparing (a worker makes a version that browsers play) or failed."""
    progress: float | None
    """How much of that version is made, 0 to 100; null where none is being made."""
    problem: str | None
    """Why it cannot be played."""
    file_name: str
    """Its name."""
    media_type: str
    """Media type of what `url` answers."""
    language: str | None
    """Language of the result, where the job made one a language."""
    url: str | None
    """Address to play it from, with ranges; null while it is being prepared."""
    duration: float | None
    """Seconds, once known."""
    width: int | None
    """Width of the picture in pixels, once known."""
    height: int | None
    """Height of the picture in pixels, once known."""
    frame_rate: str | None
    """Frames a second as a fraction such as 24000/1001, once known."""
    sounds: list[SoundTrack]
    """Its sound tracks, once known."""
    peaks_url: str | None
    """Address of its waveform; null while it is being made, and where there is no sound."""
    shots_url: str | None
    """Address of its shots; null while they are looked for, and where there is no moving picture."""


@described
class CaptionsItem(TypedDict):
    """Captions of a job."""

    item: str
    """What names them in addresses: source, second, given, draft-N or output-N."""
    role: Literal["source", "second", "draft", "result"]
    """source, second, draft or result."""
    file_name: str
    """The name of their file."""
    language: str | None
    """Their language, where it is known."""
    holds: Literal["captions", "chapters"]
    """captions, or chapters that a transcription found: titles, each with the time from which it counts."""
    url: str
    """Address of them as WebVTT."""


@described
class ChapterItem(TypedDict):
    """A chapter of what is said."""

    start: float
    """Seconds at which it begins; it ends where the next one begins."""
    title: str
    """The words that begin it."""


@described
class Playback(TypedDict):
    """What a job can show and play."""

    job_id: str
    """Identifier of the job."""
    number: int
    """Number of the job, as the page's address has it."""
    job_type: JobTypeName
    """Type of the job."""
    state: Literal["ready", "preparing", "removed", "empty"]
    """ready, preparing (ask again in a moment), removed (the files are gone) or empty (nothing yet)."""
    media: list[MediaItem]
    """Files that can be seen or heard: the source first, then the results."""
    captions: list[CaptionsItem]
    """Captions, the results first; while the job waits for a review, the drafts."""
    chapters: list[ChapterItem]
    """Chapters that a transcription found, as it found them; an edited file of chapters has its own."""
    waiting_reason: str | None
    """Why what is to be prepared waits: nobody prepares it, or others come first."""


@described
class PeaksAnswer(TypedDict):
    """How loud a recording is, for drawing its waveform."""

    duration: float
    """Seconds."""
    per_second: int
    """How many values stand for a second."""
    values: list[int]
    """The loudest sample of each part, 0 to 127."""


@described
class ShotsAnswer(TypedDict):
    """Where the picture of a film cuts."""

    cuts: list[float]
    """Seconds at which a new shot begins, in order; the beginning of the film is none of them."""
