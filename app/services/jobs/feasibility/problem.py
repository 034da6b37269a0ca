"""A feasibility request, and the problems that are found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.core.errors import EngineError, Invalid, JobError
from app.job_types.parameters import JobParameters


@dataclass(frozen=True, slots=True)
class JobRequest:
    """A job as it was submitted: `source`, `captions`, `video` and `memory` are what the first look found in
    its file and in what came beside it (empty when there was nothing to look at)."""

    parameters: JobParameters
    stages: list[str]
    sandbox: bool = False
    source: dict[str, Any] = field(default_factory=dict)
    captions: dict[str, Any] = field(default_factory=dict)
    captions_field: str = "srt_content"
    video: dict[str, Any] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field's value cannot work, under a stable code, and what to do."""

    field: str
    code: str
    message: str
    hint: str
    value: str = ""

    def as_json(self) -> dict[str, str]:
        """As errors and a job's warnings show it."""
        return {
            "field": self.field,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "value": self.value,
        }


def of_error(field: str, error: JobError | EngineError, value: str = "") -> Problem:
    """The problem that an engine told."""
    return Problem(field, error.code, error.message, error.hint, value)


def refusal(problems: list[Problem]) -> Invalid:
    """One error for all problems; its code is the first one's."""
    return Invalid(
        " ".join(dict.fromkeys(problem.message for problem in problems)),
        code=problems[0].code,
        hint=" ".join(dict.fromkeys(problem.hint for problem in problems)),
        errors=[problem.as_json() for problem in problems],
        rejected=True,
    )
