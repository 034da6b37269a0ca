"""What an open page needs to know when a job moves: small enough to send many times a second."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

from app.core.clock import iso
from models import Job, Stage, Status
from models.stages import is_final

PROBLEM_LENGTH = 72
"""Characters of an error that travel live: the row cuts it anyway, the whole is in the job."""


def message(job: Job) -> dict[str, Any]:
    """The live message of a job (see app.core.events).

    `took` is in seconds, set once the job has ended; `files` says whether there is something to download.
    """
    ended = is_final(Stage(job.stage), job.stages)
    return {
        "account": job.account_id,
        "job": job.id,
        "number": job.number,
        "stage": job.stage,
        "status": job.status,
        "badge": job.badge,
        "progress": round(job.progress, 1),
        "eta": job.eta_seconds,
        "ended": ended,
        "started": None if ended else iso(job.started_at),
        "took": _took(job) if ended else None,
        "files": job.status == Status.COMPLETED and job.files_deleted_at is None,
        "problem": _problem(job),
    }


def _problem(job: Job) -> str:
    if job.stage == Stage.CANCELED:  # the badge says it, and it is no problem
        return ""
    return shorten(job.error_message or "", PROBLEM_LENGTH, placeholder="…")


def _took(job: Job) -> float | None:
    if job.started_at is None or job.completed_at is None:
        return None
    return round((job.completed_at - job.started_at).total_seconds(), 2)
