"""The job types there are: every module of this package that ends with `JOB_TYPE = JobType(...)`."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

from app.job_types.job_type import JobType
from models.stages import Stage

DEFAULT = "convert"
"""The type of a Job Description that names none."""


def _described() -> Iterator[JobType]:
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        described = getattr(import_module(f"{__package__}.{module.name}"), "JOB_TYPE", None)
        if described is not None:
            yield described


JOB_TYPES: dict[str, JobType] = {
    found.name: found for found in sorted(_described(), key=lambda described: described.order)
}
"""Every job type by its name, in the order in which they are listed."""


def find(name: object) -> JobType | None:
    """The job type of this name, whatever was sent as one."""
    return JOB_TYPES.get(name) if isinstance(name, str) else None


def plan(name: str, **given: bool) -> tuple[Stage, ...]:
    """The stages of a job of this type; see JobType.plan."""
    return JOB_TYPES[name].plan(**given)


def all_stages() -> list[str]:
    """Every stage that a job can be in."""
    brought = (str(stage) for job_type in JOB_TYPES.values() for stage in job_type.plan())
    return list(dict.fromkeys([*map(str, Stage), *brought]))


def prices() -> dict[str, int]:
    """What a job of each type costs unless CUEDECK_PRICES says otherwise."""
    return {name: job_type.price for name, job_type in JOB_TYPES.items()}


def _names(title: str, words: Iterable[str]) -> Any:
    return StrEnum(title, {word.upper(): word for word in words})


TYPE_NAMES = _names("JobType", JOB_TYPES)
"""The names of all job types, as an enum for schemas."""

STAGE_NAMES = _names("Stage", all_stages())
"""The names of all stages, as an enum for schemas."""
