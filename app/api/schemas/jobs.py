"""The check of a submission. A job itself is defined in app.services.jobs.schema."""

from __future__ import annotations

from typing import Any

from app.api.schemas.base import Answer
from app.core.schemas import JobTypeName, StageName
from app.services.jobs.schema import JobWarning


class DryRun(Answer):
    """What a submission would do."""

    valid: bool = True
    """Always true: what is wrong is answered as an error."""
    job_type: JobTypeName
    """What would be done."""
    stages: list[StageName]
    """The stages that the job would pass, in order."""
    credits: int
    """What it would cost."""
    parameters: dict[str, Any]
    """The Job Description as it was understood."""
    warnings: list[JobWarning] = []
    """What of the job cannot be delivered, and why."""
