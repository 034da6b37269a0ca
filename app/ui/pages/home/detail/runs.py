"""A job's runs as the drawer tells them: what changed against the run before, and its log in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypedDict
from urllib.parse import urlsplit

from sqlmodel import Session

from app.core.clock import iso
from app.core.errors import NotFound
from app.services.access import Principal
from app.services.files import uploads
from app.services.jobs.history import runs
from app.services.jobs.history.runs import Difference
from app.services.webhooks import deliveries
from app.services.webhooks.deliveries import Filters
from app.ui.labels import CHANNELS, asker, seconds_text
from app.ui.language import message
from app.ui.pages.home.detail import field_names
from app.ui.pages.home.detail.field_names import Change
from models import Job, JobEvent, JobStep, Stage, WebhookAttempt, WebhookDelivery

_MOST_DELIVERIES = 20


class Changes(TypedDict):
    """What differs, and from which run; `number` is "" for a retry of the same job."""

    number: str
    href: str
    fields: list[Change]


class LogLine(TypedDict):
    """Something that happened, in words; `at` is ISO 8601."""

    at: str
    text: str
    bad: bool


class AttemptLine(TypedDict):
    """One attempt to deliver a webhook."""

    at: str
    result: str
    bad: bool


class Delivery(TypedDict):
    """A webhook of the job, with its attempts."""

    event: str
    host: str
    state: str
    attempts: list[AttemptLine]


def changes(db: Session, who: Principal, job: Job, events: Sequence[JobEvent]) -> Changes:
    """Against the run before: the latest retry that changed something, else the last job of the same file."""
    retried = [found for event in events if (found := runs.changes_of(event))]
    if retried:
        return {"number": "", "href": "", "fields": field_names.changes(job.job_type, retried[-1])}
    before = runs.previous_run(db, job)
    if before is None:
        return {"number": "", "href": "", "fields": []}
    differ = runs.differences(before.parameters, job.parameters)
    fields = field_names.changes(job.job_type, [_named(db, who, each) for each in differ])
    return {"number": f"#{before.number}", "href": f"/?job={before.id}", "fields": fields}


def _named(db: Session, who: Principal, each: Difference) -> Difference:
    """An upload is told by the name of its file, as long as it is known."""
    if not each["field"].endswith("upload_id"):
        return each
    return {
        **each,
        "before": _file_name(db, who, each["before"]),
        "after": _file_name(db, who, each["after"]),
    }


def _file_name(db: Session, who: Principal, upload_id: Any) -> Any:
    try:
        return uploads.get(db, who, str(upload_id)).file_name if upload_id else upload_id
    except NotFound:  # removed since
        return upload_id


def webhooks(db: Session, who: Principal, job: Job) -> list[Delivery]:
    """The job's webhooks, newest first, each with its attempts."""
    found, _ = deliveries.page(db, who, Filters(job_id=job.id), _MOST_DELIVERIES)
    attempts = deliveries.attempts_of_all(db, found)
    return [_delivery(each, attempts[each.number]) for each in found]


def _delivery(delivery: WebhookDelivery, attempts: list[WebhookAttempt]) -> Delivery:
    return {
        "event": delivery.event,
        "host": urlsplit(delivery.url).hostname or "",
        "state": str(delivery.state),
        "attempts": [_attempt(attempt) for attempt in attempts],
    }


def _attempt(attempt: WebhookAttempt) -> AttemptLine:
    answer = f"HTTP {attempt.status}" if attempt.status else message("No answer")
    if attempt.latency_ms is not None:
        answer = message("{answer} after {time} ms", answer=answer, time=attempt.latency_ms)
    why = f": {message(attempt.error_message)}" if attempt.error_message else ""
    return {
        "at": iso(attempt.at) or "",
        "result": f"{answer}{why}",
        "bad": attempt.error_code is not None,
    }


def log(job: Job, events: Sequence[JobEvent], steps: Sequence[JobStep]) -> list[LogLine]:
    """Everything that happened to the job, oldest first."""
    lines = [*_of_events(job, events), *_of_steps(steps)]
    if job.files_deleted_at is not None:
        lines.append((job.files_deleted_at, message("The files were removed."), False))
    lines.sort(key=lambda line: line[0])
    return [{"at": iso(at) or "", "text": text, "bad": bad} for at, text, bad in lines]


_Moment = tuple[datetime, str, bool]


def _of_events(job: Job, events: Sequence[JobEvent]) -> Iterator[_Moment]:
    where = message(CHANNELS.get(job.channel, job.channel))
    where = where[:1].lower() + where[1:]
    if job.submitted_by:
        where = message("{where} by {name}", where=where, name=asker(job.submitted_by))
    yield job.created_at, message("Submitted: {where}.", where=where), False
    queued = [event for event in events if event.stage == Stage.CREATED]
    for event in queued[1:] if queued and queued[0].at >= job.created_at else queued:
        told = field_names.changes(job.job_type, runs.changes_of(event))
        changed = ", ".join(each["field"] for each in told)
        again = message("Queued again with other settings: {changed}.", changed=changed)
        yield event.at, again if changed else message("Queued again."), False
    for event in events:
        if event.stage in (Stage.FAILED, Stage.REJECTED, Stage.CANCELED):
            code = event.data.get("code")
            why = f" ({code})" if code and event.stage != Stage.CANCELED else ""
            ended = message("The job was {ended}.", ended=message(ENDS[Stage(event.stage)]) + why)
            yield event.at, ended, True
        elif job.stages and event.stage == job.stages[-1]:
            yield event.at, message("The job was completed."), False


ENDS = {
    Stage.FAILED: "ended by a failure",
    Stage.REJECTED: "rejected",
    Stage.CANCELED: "canceled",
}


def _of_steps(steps: Sequence[JobStep]) -> Iterator[_Moment]:
    for step in steps:
        name = message(step.stage.capitalize())
        began = message("{stage} began, attempt {number}.", stage=name, number=step.attempt)
        yield step.started_at, began if step.attempt > 1 else message("{stage} began.", stage=name), False
        if step.ended_at is None:
            continue
        took = seconds_text((step.ended_at - step.started_at).total_seconds())
        if step.error_code:
            why = step.error_code
            stopped = message("{stage} stopped after {time} ({code}).", stage=name, time=took, code=why)
            yield step.ended_at, stopped, True
        else:
            yield step.ended_at, message("{stage} was done after {time}.", stage=name, time=took), False
