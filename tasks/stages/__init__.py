"""The workflows: the function of each working stage. Which stages a job type has: models.stages."""

from __future__ import annotations

from models import Stage
from tasks.stages.approved_captions import captioning
from tasks.stages.convert import converting
from tasks.stages.media import downloading, fetching, fingerprinting, rendering
from tasks.stages.transcribe import transcribing
from tasks.stages.translate import translating
from tasks.stages.voiceover import dubbing, mixing
from tasks.steps import StepContext, StepFunction, StepResult


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
