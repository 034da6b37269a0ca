"""The stages of a job in order, with their times: what is done, what runs, what waits."""

from __future__ import annotations

from typing import TypedDict

from app.core.clock import iso
from app.job_types.stages import DONE_OF
from app.ui.labels import seconds_text, sent_back_text
from app.ui.language import message
from models import Job, JobStep, Stage
from models.stages import ENDED_BADLY


class TimelineEntry(TypedDict):
    """One line of the timeline. `state` is done, running, failed or waiting; `at` is ISO 8601 or ""."""

    label: str
    state: str
    at: str
    took: str
    note: str


def timeline_entries(job: Job, steps: list[JobStep]) -> list[TimelineEntry]:
    """From the submission to the end; every attempt at a stage has its line."""
    lines = [_moment(message("Submitted"), "done", iso(job.created_at))]
    for name in job.stages:
        if name in DONE_OF:
            lines += _stage(job, name, [step for step in steps if step.stage == name])
    if job.ended:
        bad = Stage(job.stage) in ENDED_BADLY
        lines.append(_moment(message(job.badge), "failed" if bad else "done", iso(job.completed_at)))
    return lines


def _stage(job: Job, name: str, mine: list[JobStep]) -> list[TimelineEntry]:
    if not mine:
        passed = job.ended and Stage(job.stage) not in ENDED_BADLY
        return [_moment(message(name.capitalize()), "done" if passed else "waiting", None)]
    return [_attempt(name, step, place, len(mine)) for place, step in enumerate(mine, 1)]


def _attempt(name: str, step: JobStep, place: int, of: int) -> TimelineEntry:
    state = "failed" if step.error_code else "done" if step.ended_at else "running"
    took = seconds_text((step.ended_at - step.started_at).total_seconds()) if step.ended_at else ""
    note = sent_back_text([step]) or (
        message("attempt {place} of {count}", place=place, count=of) if of > 1 else ""
    )
    return _moment(message(name.capitalize()), state, iso(step.started_at), took, note)


def _moment(label: str, state: str, at: str | None, took: str = "", note: str = "") -> TimelineEntry:
    return {"label": label, "state": state, "at": at or "", "took": took, "note": note}
