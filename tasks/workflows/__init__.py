"""The workflows: for each job type, the function of each working stage."""

from __future__ import annotations

from models import JobType, Stage
from tasks.steps import StepFunction
from tasks.workflows import convert

VERSION = "1"
"""Part of every checkpoint's key; raise it when a step's result changes its meaning."""

WORKFLOWS: dict[JobType, dict[Stage, StepFunction]] = {
    JobType.CONVERT: {Stage.CONVERTING: convert.converting},
}
