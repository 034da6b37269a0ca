"""Job types: what each takes, which stages it passes, and all that is offered for it, one file a type.

Queues, prices, sources, labels, form fields, examples and request bodies derive from these files.
"""

from __future__ import annotations

from app.job_types.job_type import JobType
from app.job_types.registry import DEFAULT, JOB_TYPES, all_stages, find, plan, prices

__all__ = ["DEFAULT", "JOB_TYPES", "JobType", "all_stages", "find", "plan", "prices"]
