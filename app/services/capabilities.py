"""What works on this installation: job types and, for those that do not, the reason and the remedy."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal

from app.captions import registry
from app.engines import registry as engine_registry
from app.engines.media import ffmpeg, ytdlp
from app.services.engines import config
from models import JobType

_FRESH_SECONDS = 30.0
_NEEDS: dict[JobType, tuple[Literal["speech", "translation", "voice"], ...]] = {
    JobType.TRANSCRIBE: ("speech",),
    JobType.TRANSLATE: ("translation",),
    JobType.VOICEOVER: ("voice",),
    JobType.DUB: ("speech", "translation", "voice"),
}
_PROGRAMS = frozenset(JobType) - {JobType.CONVERT, JobType.TRANSLATE, JobType.COMMENTS}
_PAGES = frozenset({JobType.DOWNLOAD, JobType.COMMENTS})


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a job type cannot run here, and the one command that mends it."""

    message: str
    hint: str


_known: dict[JobType, tuple[float, Missing | None]] = {}


def missing(job_type: JobType) -> Missing | None:
    """None when the job type works here; looked up again every half minute."""
    seen = _known.get(job_type)
    if seen is None or time.monotonic() - seen[0] > _FRESH_SECONDS:
        seen = (time.monotonic(), _look(job_type))
        _known[job_type] = seen
    return seen[1]


def _look(job_type: JobType) -> Missing | None:
    if job_type in _PROGRAMS and not ffmpeg.available():
        return Missing("ffmpeg is not installed on this server.", "Install it with: apt-get install ffmpeg")
    if job_type in _PAGES and not ytdlp.ready():
        return Missing("yt-dlp is not installed on this server.", f"Install it with: {ytdlp.INSTALL}")
    for kind in _NEEDS.get(job_type, ()):
        found = [engine.capabilities() for engine in engine_registry.engines(kind, config())]
        if not any(offered.ready for offered in found):
            first = found[0]
            return Missing(
                f"No {kind} engine is ready on this server: {first.reason}", f"Run: {first.install}"
            )
    return None


def describe() -> dict[str, Any]:
    """The answer of GET /v1/capabilities."""
    return {
        "job_types": [
            {"job_type": str(kind), "available": missing(kind) is None, "reason": _reason(kind)}
            for kind in JobType
        ],
        "profiles": registry.describe(),
        "engines": engine_registry.capabilities(config()),
    }


def _reason(kind: JobType) -> str | None:
    reason = missing(kind)
    return f"{reason.message} {reason.hint}" if reason else None
