"""The fewest fields with which each job type is accepted."""

from typing import Any

from app.job_types import JOB_TYPES


def _fewest(job_type: str) -> dict[str, Any]:
    kind = JOB_TYPES[job_type]
    needed = {name for item in kind.requires for name in item.names}
    return {name: value for name, value in kind.example.items() if name in needed}


MINIMAL: dict[str, dict[str, Any]] = {name: _fewest(name) for name in JOB_TYPES}


def description(job_type: str, **more: Any) -> dict[str, Any]:
    """A Job Description of this type that is accepted."""
    return {"job_type": job_type, **MINIMAL[job_type], **more}
