"""What works on this installation: job types and, for those that do not, the reason and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.captions import registry
from models import JobType

AVAILABLE = frozenset({JobType.CONVERT})


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a job type cannot run here, and what to do about it."""

    message: str
    hint: str


def missing(job_type: JobType) -> Missing | None:
    """None when the job type works here."""
    if job_type in AVAILABLE:
        return None
    return Missing(
        f"This installation has no engine for {job_type} jobs.",
        "Ask GET /v1/capabilities what works here; sandbox keys can rehearse every job type.",
    )


def describe() -> dict[str, Any]:
    """The answer of GET /v1/capabilities."""
    return {
        "job_types": [
            {"job_type": str(kind), "available": missing(kind) is None, "reason": _reason(kind)}
            for kind in JobType
        ],
        "profiles": registry.describe(),
    }


def _reason(kind: JobType) -> str | None:
    reason = missing(kind)
    return f"{reason.message} {reason.hint}" if reason else None
