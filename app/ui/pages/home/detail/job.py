"""Everything the drawer shows of a job, read from the database as plain values."""

from __future__ import annotations

import json
from typing import TypedDict

from sqlmodel import Session

from app.core.clock import iso
from app.core.db import read_scope
from app.core.http_fetch.redirects import without_password
from app.core.message_text import counted
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.dispatch import workers
from app.services.editor import respeaking
from app.services.files import outputs
from app.services.jobs import acceptance, editing, lookup, presets, rendering
from app.services.jobs.history import runs as history_runs
from app.ui.language import bytes_text, message
from app.ui.pages.home.detail import report, runs, snippets, timeline
from app.ui.pages.home.detail.facts import Fact, facts_of
from app.ui.pages.home.detail.report import Section
from app.ui.pages.home.detail.runs import Changes, Delivery, LogLine
from app.ui.pages.home.detail.snippets import Snippets
from app.ui.pages.home.detail.timeline import TimelineEntry
from app.ui.pages.home.sharing.links import LinkRow, link_rows
from app.ui.rows import Row, row_of
from models import Job, Output, Stage, Status


class File(TypedDict):
    """An output that is there to be downloaded."""

    name: str
    href: str
    size: str
    language: str


class Problem(TypedDict):
    """Why a job ended badly. `fix` is the source format that the retry button reads it as, "" without one;
    `refused` why it cannot run again as it was, "" where it can."""

    message: str
    hint: str
    code: str
    raw: str
    fix: str
    refused: str


class RequiredMetadata(TypedDict):
    """Metadata that the job's preset requires before the start, with the value given so far."""

    name: str
    value: str


class Detail(TypedDict):
    """One job, whole."""

    row: Row
    media: str
    asked: list[RequiredMetadata]
    review: str
    problem: Problem
    timeline: list[TimelineEntry]
    files: list[File]
    beginning: str
    edit: str
    speaks: bool
    result: str
    gone: str
    report: list[Section]
    links: list[LinkRow]
    facts: list[Fact]
    description: str
    changes: Changes
    snippets: Snippets
    webhooks: list[Delivery]
    log: list[LogLine]


def read(who: Principal, named: str | int, base_url: str) -> Detail:
    """The detail of a job of the asker's, named by its id or its number; its links start with `base_url`.

    Raises NotFound.
    """
    with read_scope() as db:
        job = lookup.by_number(db, who, named) if isinstance(named, int) else lookup.get(db, who, named)
        made = outputs.list_for_job(db, job.id)
        row = row_of(job, workers.missing_queues(db))
        steps, events = rendering.steps_of(db, job.id), history_runs.events_of(db, job)
        return {
            "row": row,
            "media": job.source_name or job.source_url or "",
            "asked": _asked(db, job),
            "review": _review(db, job),
            "problem": _problem(db, job),
            "timeline": timeline.timeline_entries(job, steps),
            "files": [_file(job, output) for output in made],
            "beginning": outputs.text_preview(made[0]) if made else "",
            "edit": _edit(job, made),
            "speaks": respeaking.may_speak(job),
            "result": _result(job),
            "gone": iso(job.files_deleted_at) or "",
            "report": report.sections(job.result_data),
            "links": link_rows(db, who, job.id, base_url),
            "facts": facts_of(rendering.facts(job), row["source_profile"], row["target_profile"]),
            "description": without_password(job.description),
            "changes": runs.changes(db, who, job, events),
            "snippets": snippets.snippets(job, base_url),
            "webhooks": runs.webhooks(db, who, job),
            "log": runs.log(job, events, steps),
        }


def _asked(db: Session, job: Job) -> list[RequiredMetadata]:
    preset = presets.of_job(db, job) if job.stage == Stage.DRAFT else None
    names = preset.required_metadata if preset else []
    return [{"name": name, "value": str(job.job_metadata.get(name, ""))} for name in names]


def _review(db: Session, job: Job) -> str:
    if job.stage != Stage.EDITING:
        return ""
    drafts = editing.heads(db, job.id)
    saved = sorted({draft.changed_by for draft in drafts if draft.changed_by})
    cues = sum(draft.cue_count for draft in drafts)
    text = message(counted(cues, "cue"))
    if len(drafts) > 1:
        text = message("{cues} in {count} drafts", cues=text, count=len(drafts))
    if not saved:
        return message("{cues}, not edited yet.", cues=text)
    return message("{cues}, last saved by {names}.", cues=text, names=", ".join(saved))


def _file(job: Job, output: Output) -> File:
    return {
        "name": output.file_name,
        "href": f"/v1/jobs/{job.id}/outputs/{output.output_index}",
        "size": bytes_text(output.size),
        "language": output.language or "",
    }


def _edit(job: Job, made: list[Output]) -> str:
    """The address of the editor, "" when there are no captions to edit."""
    captions = any(outputs.may_hold_captions(output, job.job_type) for output in made)
    editable = job.stage == Stage.EDITING or (job.status == Status.COMPLETED and captions)
    return f"/jobs/{job.number}/edit" if editable else ""


def _result(job: Job) -> str:
    """What a job made that makes no file."""
    if JOB_TYPES[job.job_type].makes_files or job.status != Status.COMPLETED:
        return ""
    return json.dumps(job.result_data, indent=2)


def _problem(db: Session, job: Job) -> Problem:
    extra = job.error_extra or {}
    fix = extra.get("suggested_profile") or extra.get("detected_profile") or ""
    raw = {"code": job.error_code, "message": job.error_message, "hint": job.error_hint, **extra}
    return {
        "message": message(job.error_message or ""),
        "hint": message(job.error_hint or ""),
        "code": job.error_code or "",
        "raw": json.dumps(raw, indent=2, ensure_ascii=False) if job.error_message else "",
        "fix": str(fix),
        "refused": message(acceptance.lasting_refusals(db, [job]).get(job.id, "")),
    }
