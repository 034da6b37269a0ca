"""The workflows: the function of each working stage. Which stages a job type has: models.stages."""

from __future__ import annotations

from models import Stage
from tasks.steps import StepFunction
from tasks.workflows.convert import converting
from tasks.workflows.media import downloading, fetching, fingerprinting, rendering
from tasks.workflows.transcribe import transcribing
from tasks.workflows.translate import translating
from tasks.workflows.voiceover import dubbing, merging

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
