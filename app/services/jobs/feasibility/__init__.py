"""Feasibility checks: languages, engines and media, as far as they are known before the work.

The page, the API and the command line all go through `check`. A sandbox job is checked alike, except that an
engine which is not installed does not matter.
"""

from __future__ import annotations

from app.services.jobs.feasibility.check import check
from app.services.jobs.feasibility.problem import JobRequest, Problem, refusal

__all__ = ["JobRequest", "Problem", "check", "refusal"]
