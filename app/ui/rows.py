"""Rows of the history as plain values that are ready for display."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypedDict

from app.core.clock import iso
from app.job_types import JOB_TYPES
from app.services.dispatch import workers
from app.services.jobs import live_messages
from app.ui.labels import seconds_text, stage_text, type_label
from models import Job, Status


class FoundFields(TypedDict, total=False):
    """What the work found to be other than the row says, and why a job waits that nobody works on.

    Left out where it says nothing, or a row would not stay small.
    """

    source: str
    format: str
    waiting: str


class LiveFields(FoundFields):
    """What moves while a job runs; the only part of a row that is sent again when it does."""

    status: str
    badge: str
    stage: str
    percent: int
    eta: str
    started: str
    took: str
    files: bool
    problem: str


class Row(TypedDict):
    """One job in the history. `created` is ISO 8601; `now` is what the live overlay replaces."""

    id: str
    number: int
    created: str
    source: str
    kind: str
    kind_label: str
    source_profile: str
    target_profile: str
    sandbox: bool
    channel: str
    now: LiveFields


def live_fields(message: dict[str, Any]) -> LiveFields:
    """The moving part of a row, from a live message (app.services.jobs.live_messages)."""
    took, eta = message["took"], message["eta"]
    return {
        "status": message["status"],
        "badge": message["badge"],
        "stage": stage_text(message["stage"]),
        "percent": int(message["progress"]),
        "eta": f"{seconds_text(eta)} left" if eta else "",
        "started": message["started"] or "",
        "took": "" if took is None else seconds_text(took),
        "files": message["files"],
        "problem": message["problem"],
    }


def updated_live_fields(row: Row, message: dict[str, Any]) -> LiveFields:
    """The moving part of a row that is shown, with what a completed job has found out since."""
    now = live_fields(message)
    if now["status"] == Status.COMPLETED:  # the only ones with room for it: no error, no time left
        if JOB_TYPES[row["kind"]].reads_captions and message["source_profile"] != row["source_profile"]:
            now["format"] = message["source_profile"]
        if message["source"] not in ("", row["source"]):
            room = live_messages.TEXT_BYTES // 2 if "format" in now else live_messages.TEXT_BYTES
            now["source"] = live_messages.short(message["source"], room)
    return now


def row_of(job: Job, missing_queues: Collection[str] = ()) -> Row:
    """The row of a job. `missing_queues` are those that no worker serves."""
    waiting = workers.waiting_reason(job, missing_queues)
    now = live_fields(live_messages.message(job))
    return {
        "id": job.id,
        "number": job.number or 0,
        "created": iso(job.created_at) or "",
        "source": job.source_name or job.job_name or job.source_url or "No source",
        "kind": job.job_type,
        "kind_label": type_label(job.job_type),
        "source_profile": (job.source_profile or "") if JOB_TYPES[job.job_type].reads_captions else "",
        "target_profile": (job.target_profile or "") if JOB_TYPES[job.job_type].writes_captions else "",
        "sandbox": job.sandbox,
        "channel": job.channel,
        "now": {**now, "waiting": waiting} if waiting else now,
    }
