"""The workflows: the function of each working stage. Which stages a job type has: models.stages."""

from __future__ import annotations

from app.services.engines import engine_version
from models import Stage
from tasks.steps import StepContext, StepFunction
from tasks.workflows.convert import converting
from tasks.workflows.media import downloading, fetching, fingerprinting, rendering
from tasks.workflows.transcribe import transcribing
from tasks.workflows.translate import translating
from tasks.workflows.voiceover import dubbing, merging

VERSION = "1"
"""Part of every checkpoint's key; raise it when a step's result changes its meaning."""


def version(context: StepContext, stage: Stage) -> str:
    """What made a step's result: our own version and that of the engine it asks."""
    return f"{VERSION} {engine_version(stage, context.parameters)}"


STEPS: dict[Stage, StepFunction] = {
    Stage.CONVERTING: converting,
    Stage.TRANSCRIBING: transcribing,
    Stage.TRANSLATING: translating,
    Stage.DUBBING: dubbing,
    Stage.MERGING: merging,
    Stage.DOWNLOADING: downloading,
    Stage.RENDERING: rendering,
    Stage.FINGERPRINTING: fingerprinting,
    Stage.FETCHING: fetching,
}
