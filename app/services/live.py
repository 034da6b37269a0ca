"""What an open page needs to know when a job moves: small enough to send many times a second."""

from __future__ import annotations

from typing import Any

from models import Job, Stage
from models.stages import is_final


def message(job: Job) -> dict[str, Any]:
    """The live message of a job (see app.core.events)."""
    return {
        "account": job.account_id,
        "job": job.id,
        "number": job.number,
        "stage": job.stage,
        "status": job.status,
        "badge": job.badge,
        "progress": round(job.progress, 1),
        "eta": job.eta_seconds,
        "ended": is_final(Stage(job.stage), job.stages),
    }
