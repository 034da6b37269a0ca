"""Whether a job can succeed at all, as far as that can be known before its work: languages, engines, media.

The page, the API and the command line all go through `check`. A sandbox job is checked alike, except that an
engine which is not installed does not matter.
"""

from __future__ import annotations

from app.services.jobs.feasibility.check import check
from app.services.jobs.feasibility.problem import JobRequest, Problem, refusal

__all__ = ["JobRequest", "Problem", "check", "refusal"]
