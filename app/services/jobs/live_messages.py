"""Live messages: the small job updates that are sent to open pages."""

from __future__ import annotations

from typing import Any

from app.core.clock import iso
from app.job_types import JOB_TYPES
from models import Job, Stage, Status
from models.stages import is_final

TEXT_BYTES = 72
"""Bytes of an error or a name that travel live: the row cuts them anyway, the whole is in the job."""


def message(job: Job) -> dict[str, Any]:
    """The live message of a job (see app.core.events).

    `took` is in seconds, set once the job has ended or waits for a person; `files` says whether there is
    something to download.
    `source` and `source_profile` are in full: only what differs from a row reaches a page.
    """
    ended = is_final(Stage(job.stage), job.stages)
    paused = job.stage == Stage.EDITING
    return {
        "account": job.account_id,
        "sandbox": job.sandbox,
        "job": job.id,
        "number": job.number,
        "stage": job.stage,
        "status": job.status,
        "badge": job.badge,
        "progress": round(job.progress, 1),
        "eta": job.eta_seconds,
        "ended": ended,
        "started": None if ended or paused else iso(job.started_at),
        "took": _took(job) if ended or paused else None,
        "files": _has_files(job),
        "problem": _problem(job),
        "source": job.source_name,
        "source_profile": job.source_profile or "",
    }


def _has_files(job: Job) -> bool:
    made = job.status == Status.COMPLETED and JOB_TYPES[job.job_type].makes_files
    return made and job.files_deleted_at is None


def _problem(job: Job) -> str:
    if job.stage == Stage.CANCELED:  # the badge says it, and it is no problem
        return ""
    return short(job.error_message or "")


def short(text: str, size: int = TEXT_BYTES) -> str:
    """At most `size` bytes of it, in whole characters and, where that costs little, whole words."""
    words = " ".join(text.split())
    if len(words.encode()) <= size:
        return words
    cut = words.encode()[: size - len("…".encode())].decode(errors="ignore")
    whole = cut.rsplit(" ", 1)[0]
    return f"{whole if len(whole) > len(cut) / 2 else cut}…"


def _took(job: Job) -> float | None:
    """Seconds of work; of jobs that ended before these were counted, the time between start and end."""
    if job.worked_seconds is not None:
        return round(job.worked_seconds, 2)
    if job.started_at is None or job.completed_at is None:
        return None
    return round((job.completed_at - job.started_at).total_seconds(), 2)
