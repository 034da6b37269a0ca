"""Which queue a job waits in: light work never waits behind heavy work."""

from __future__ import annotations

from app.core.settings import get_settings
from app.job_types import JOB_TYPES, voiceover
from app.job_types.stages import ENGINE_OF
from models import Job, Stage
from models.queues import CAPTIONS, MEDIA, SPEECH

SHORT_SECONDS, LONG_SECONDS = 60.0, 600.0
"""Media up to which speech is light work, and from which a video is heavy work."""
SHORT_LETTERS, FEW_LINES = 1500, 50
"""Captions up to which a voiceover is light work: about a minute and a half of speech; lines spoken anew."""


def queue_of(job: Job) -> str:
    """Where a job waits.

    A conversion that also makes a video is not quick, nor what follows editing. On one machine speech and
    long videos share a queue, and what is short has the other one, as has a translation of captions; on
    several machines the one with the queue of the job type may be the only one that has the engines.
    """
    usual = _usual(job)
    if usual == CAPTIONS or not get_settings().is_one_machine:
        return usual
    lane = _by_weight(job, usual)
    return lane if lane in get_settings().jobs.queues else usual


def _usual(job: Job) -> str:
    queue = JOB_TYPES[job.job_type].queue
    follows_editing = job.stage == Stage.EDITED and Stage.DUBBING not in job.stages
    return MEDIA if follows_editing or (queue == CAPTIONS and _makes_video(job)) else queue


def _by_weight(job: Job, usual: str) -> str:
    seconds = job.duration or 0.0
    if _makes_video(job) and seconds >= LONG_SECONDS:
        return SPEECH
    if usual == SPEECH:
        light = _only_translates(job) or _speaks_little(job) or 0 < seconds <= SHORT_SECONDS
        return MEDIA if light else SPEECH
    return MEDIA


def _makes_video(job: Job) -> bool:
    return bool(job.parameters.get("burn_in") or job.parameters.get("embed"))


def _speaks_little(job: Job) -> bool:
    """Whether a voiceover has few words, or few lines to speak anew, however long the film is."""
    if job.job_type != voiceover.JOB_TYPE.name:
        return False
    said, anew = job.parameters.get("srt_content") or "", job.parameters.get("lines") or {}
    return 0 < len(said) <= SHORT_LETTERS or 0 < len(anew) <= FEW_LINES


def _only_translates(job: Job) -> bool:
    """Whether nothing is recognised or spoken."""
    return [stage for stage in job.stages if Stage(stage) in ENGINE_OF] == [str(Stage.TRANSLATING)]
