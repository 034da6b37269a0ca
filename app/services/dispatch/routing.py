"""Which queue a job waits in."""

from __future__ import annotations

from app.job_types import JOB_TYPES
from app.job_types.queues import CAPTIONS, MEDIA
from models import Job, Stage


def queue_of(job: Job) -> str:
    """Where a job waits. A conversion that also makes a video is not quick, nor what follows editing."""
    if job.stage == Stage.EDITED:
        return MEDIA
    makes_video = job.parameters.get("burn_in") or job.parameters.get("embed")
    queue = JOB_TYPES[job.job_type].queue
    return MEDIA if queue == CAPTIONS and makes_video else queue
