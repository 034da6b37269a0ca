"""The fewest fields with which each job type is accepted."""

from typing import Any

from models import JobType

FILM = "https://example.com/film.mp4"
MINIMAL: dict[str, dict[str, Any]] = {
    JobType.CONVERT: {"media_path": "https://example.com/film.srt"},
    JobType.TRANSCRIBE: {"media_url": FILM},
    JobType.TRANSLATE: {"media_url": FILM, "target_language": "es"},
    JobType.VOICEOVER: {"media_url": FILM, "srt_url": "https://example.com/film.es.srt"},
    JobType.DUB: {"media_url": FILM, "target_language": "es"},
    JobType.DOWNLOAD: {"url": FILM},
    JobType.PREVIEW: {"url": FILM},
    JobType.FINGERPRINT: {"url": FILM},
    JobType.COMMENTS: {"url": FILM},
}


def description(job_type: str, **more: Any) -> dict[str, Any]:
    """A Job Description of this type that is accepted."""
    return {"job_type": job_type, **MINIMAL[job_type], **more}
