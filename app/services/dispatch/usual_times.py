"""What the stages of jobs usually take: measured on the last jobs of this installation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from sqlmodel import Session, col, func, select

from models import Job, JobStep, Stage

ASSUMED: dict[str, float] = {
    Stage.TRANSCRIBING: 0.15,
    Stage.TRANSLATING: 0.003,
    Stage.DUBBING: 0.35,
    Stage.MERGING: 0.04,
    "aligning": 0.005,
}
"""Seconds for a second of media, until there is something to measure: as measured on two cores."""
_UNKNOWN = 0.02
"""The same for a stage of which nothing is known: it is taken to be quick beside speech."""
_LOOKED_AT = 2000
"""How many steps, the latest of all jobs, are read."""


def usual_times(session: Session, stages: Iterable[Stage]) -> dict[Stage, float]:
    """Seconds that each stage takes for a second of media: the median of what it took lately."""
    wanted = [str(stage) for stage in stages]
    newest = session.exec(select(func.max(JobStep.id))).one() or 0
    rows = select(JobStep.stage, JobStep.started_at, JobStep.ended_at, Job.duration)
    rows = rows.join(Job, col(Job.id) == col(JobStep.job_id)).where(
        col(JobStep.id) > newest - _LOOKED_AT,
        col(JobStep.stage).in_(wanted),
        col(JobStep.ended_at).is_not(None),
        col(JobStep.error_code).is_(None),
        col(Job.duration) > 0,
        col(Job.sandbox).is_(False),
    )
    took: dict[str, list[float]] = defaultdict(list)
    for stage, started, ended, duration in session.execute(rows):
        took[stage].append((ended - started).total_seconds() / duration)
    measured = {Stage(stage): median(seconds) for stage, seconds in took.items()}
    return {Stage(name): measured.get(Stage(name), ASSUMED.get(name, _UNKNOWN)) for name in wanted}
