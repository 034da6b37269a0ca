"""Which queue a job waits in."""

from __future__ import annotations

from app.core.settings import get_settings
from app.job_types import JOB_TYPES
from app.job_types.stages import ENGINE_OF
from models import Job, Stage
from models.queues import CAPTIONS, MEDIA, SPEECH


def queue_of(job: Job) -> str:
    """Where a job waits. A conversion that also makes a video is not quick, nor what follows editing; a
    translation of captions is lighter than speech."""
    if job.stage == Stage.EDITED:
        return MEDIA
    makes_video = job.parameters.get("burn_in") or job.parameters.get("embed")
    queue = JOB_TYPES[job.job_type].queue
    if queue == SPEECH and _only_translates(job) and get_settings().is_one_machine:
        return MEDIA
    return MEDIA if queue == CAPTIONS and makes_video else queue


def _only_translates(job: Job) -> bool:
    """Whether nothing is recognised or spoken: a few captions never wait behind a film that is dubbed.

    On several machines the one with the speech queue may be the only one that has the engines.
    """
    return [stage for stage in job.stages if Stage(stage) in ENGINE_OF] == [str(Stage.TRANSLATING)]
