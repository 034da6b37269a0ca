"""Rows of the history as plain values that are ready for display.

What a row tells comes from the one schema of a job (app.services.jobs.schema), how it is said from
app.ui.labels.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypedDict

from app.job_types import JOB_TYPES
from app.locale.messages import translate_cut
from app.services.jobs import live_messages, rendering, schema
from app.ui import language
from app.ui.labels import formats_text, remaining_text, seconds_text, stage_text, subject_text, type_label
from app.ui.language import tr
from models import Job, Status

_PROBLEM_BYTES = 240
"""Bytes of an error in a row that was read; what travels live is shorter."""


class FoundFields(TypedDict, total=False):
    """What the work found to be other than the row says, and why a job waits that nobody works on.

    Left out where it says nothing, or a row would not stay small.
    """

    source: str
    what: str
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


class RefusedFields(TypedDict, total=False):
    """Why a job that ended badly cannot run again as it was; left out where it can."""

    refused: str


class Row(RefusedFields):
    """One job in the history. `created` is ISO 8601; `now` is what live messages replace.

    `what` are its formats in short, or what else it is about; `formats` are their full names.
    """

    id: str
    number: int
    created: str
    source: str
    kind: str
    kind_label: str
    source_profile: str
    target_profile: str
    what: str
    formats: str
    sandbox: bool
    now: LiveFields


def live_fields(message: dict[str, Any]) -> LiveFields:
    """The moving part of a row, from a live message (app.services.jobs.live_messages)."""
    took, eta = message["took"], message["eta"]
    return {
        "status": message["status"],
        "badge": message["badge"],
        "stage": stage_text(message["stage"]),
        "percent": int(message["progress"]),
        "eta": remaining_text(eta) if eta else "",
        "started": message["started"] or "",
        "took": "" if took is None else seconds_text(took),
        "files": message["files"],
        "problem": live_messages.short(translate_cut(message["problem"], language.current())),
    }


def updated_live_fields(row: Row, message: dict[str, Any]) -> LiveFields:
    """The moving part of a row that is shown, with what a completed job has found out since."""
    now = live_fields(message)
    if now["status"] == Status.COMPLETED:  # the only ones with room for it: no error, no time left
        found = message["source_profile"]
        if JOB_TYPES[row["kind"]].reads_captions and found != row["source_profile"]:
            now["what"] = formats_text(found, row["target_profile"])
        if message["source"] not in ("", row["source"]):
            room = live_messages.TEXT_BYTES // 2 if "what" in now else live_messages.TEXT_BYTES
            now["source"] = live_messages.short(message["source"], room)
    return now


def row_of(job: Job, missing_queues: Collection[str] = (), refused: str = "") -> Row:
    """The row of a job. `missing_queues` have no worker; `refused` says why it cannot run again as it was."""
    facts = rendering.facts(job, missing_queues)
    now = live_fields(live_messages.message(job))
    if now["problem"]:
        now["problem"] = live_messages.short(language.message(facts["error_message"] or ""), _PROBLEM_BYTES)
    if facts["waiting_reason"]:
        now["waiting"] = language.message(facts["waiting_reason"])
    row = _row(facts, now)
    if refused:
        row["refused"] = language.message(refused)
    return row


def _row(facts: schema.Job, now: LiveFields) -> Row:
    kind = JOB_TYPES[facts["job_type"]]
    source = (facts["source_profile"] or "") if kind.reads_captions else ""
    target = (facts["target_profile"] or "") if kind.writes_captions else ""
    subject = subject_text(kind.name, facts["parameters"], facts["duration"])
    if kind.reads_captions and kind.writes_captions and kind.only_captions:
        subject = ""
    return {
        "id": facts["job_id"],
        "number": facts["number"] or 0,
        "created": facts["created_at"],
        "source": facts["source_name"] or facts["job_name"] or _address(facts) or tr("No source"),
        "kind": kind.name,
        "kind_label": type_label(kind.name),
        "source_profile": source,
        "target_profile": target,
        "what": " · ".join(part for part in (formats_text(source, target), subject) if part),
        "formats": formats_text(source, target, short=False),
        "sandbox": facts["sandbox"],
        "now": now,
    }


def _address(facts: schema.Job) -> str:
    return "" if facts["source_url"].startswith("upload:") else facts["source_url"]
