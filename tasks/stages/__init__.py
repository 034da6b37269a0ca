"""The workflows: the function of each working stage. Which stages a job type has: models.stages."""

from __future__ import annotations

from models import Stage
from tasks.steps import StepContext, StepFunction, StepResult
from tasks.workflows.approved import captioning
from tasks.workflows.convert import converting
from tasks.workflows.media import downloading, fetching, fingerprinting, rendering
from tasks.workflows.transcribe import transcribing
from tasks.workflows.translate import translating
from tasks.workflows.voiceover import dubbing, mixing


def merging(context: StepContext) -> StepResult:
    """Bring speech and video together, or what a person approved and the video."""
    return captioning(context) if Stage.EDITING in context.earlier else mixing(context)


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
