"""Jobs: submit, reject, cancel, retry, delete."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, col, select, update

from app import job_types
from app.core import clock, queue, telemetry
from app.core.errors import AppError, Conflict, Invalid
from app.core.strict_json import find_unstorable, printable
from app.job_types import JOB_TYPES
from app.job_types.parameters import JobParameters
from app.job_types.stages import replan
from app.services import idempotency
from app.services.access import Principal
from app.services.accounts import credits
from app.services.dispatch.routing import queue_of
from app.services.files import outputs
from app.services.jobs import descriptions, lookup, presets
from app.services.jobs.acceptance import Submission, check, describe, resubmission
from app.services.jobs.history import runs
from app.services.jobs.transitions import announce, record, transition
from models import Job, JobStep, Stage
from models.base import new_id
from models.stages import ENDED_BADLY


def submit(session: Session, submission: Submission) -> Job:
    """Accept a job: the row, its outbox row and its credit hold in one transaction.

    A draft waits for drafts.start.
    """
    submission, parameters = check(session, submission, draft=submission.draft)
    if parameters.captions_apart():
        submission = replace(submission, upload=None, source_name="")
    job = _new(submission, parameters.job_type)
    describe(job, submission, parameters)
    job.stage = Stage.DRAFT if submission.draft else Stage.CREATED
    session.add(job)
    if not submission.draft:
        credits.hold(session, job)
    session.flush()  # gives it its number
    idempotency.note_job(session, job)
    if submission.draft:
        announce(session, job)
    else:
        begin(session, job, parameters)
        record(session, job)
    return job


def begin(session: Session, job: Job, parameters: JobParameters) -> None:
    """Hand a queued job to the workers, or to the sandbox's clock."""
    idempotency.note_job(session, job)
    job.traceparent = telemetry.traceparent() or job.traceparent
    if not job.sandbox:
        queue.enqueue(session, job.id, queue_of(job))
    elif parameters.finish_in is not None:
        job.finish_at = clock.now() + timedelta(seconds=parameters.finish_in)
        session.add(job)


def _new(submission: Submission, job_type: str) -> Job:
    upload, now = submission.upload, clock.now()
    return Job(
        # What has a default too: the library looks for the signature of what makes one, each time anew.
        id=new_id(), stages=[], labels=[], job_metadata={}, parameters={}, warnings=[], changed_at=now,
        account_id=submission.who.account_id,
        api_key_id=submission.who.key_id,
        submitted_by=submission.who.label,
        channel=submission.channel,
        sandbox=submission.who.sandbox,
        job_type=job_type,
        description=printable(submission.raw.replace("\x00", "\ufffd")),
        upload_id=upload.id if upload else None,
        source_name=submission.source_name or (upload.file_name if upload else ""),
        created_at=now,
        traceparent=telemetry.traceparent(),
    )  # fmt: skip


_SHOWN_OF_REFUSED = ("source_profile", "target_profile", "job_name", "external_id")
_LONGEST_SHOWN = 200


def reject(session: Session, submission: Submission, error: AppError, *, callable: bool = False) -> Job:
    """Record a submission that was refused after its key was accepted, so that the trail is complete.

    Account endpoints are told, and the job's own webhook if it is known to be `callable`, or its preset's.
    """
    wanted = submission.data.get("job_type", submission.data.get("jobType"))
    kind = job_types.find(wanted) or JOB_TYPES[job_types.DEFAULT]
    job = _new(submission, kind.name)
    sent = descriptions.canonical(submission.data, kind.name)
    job.parameters = descriptions.take_start(sent)[0]
    job.webhook = _webhook_of_refused(session, submission, sent, callable)
    job.stage = Stage.CREATED
    job.stages = [str(stage) for stage in kind.plan()]
    for name in _SHOWN_OF_REFUSED:
        value = sent.get(name)
        setattr(job, name, value[:_LONGEST_SHOWN] if isinstance(value, str) else None)
    session.add(job)
    session.flush()
    transition(session, job, Stage.REJECTED, **error_fields(error))
    return job


def _webhook_of_refused(
    session: Session, submission: Submission, sent: dict[str, Any], callable: bool
) -> str | None:
    if "webhook" in sent:
        own = sent["webhook"]
        return own if callable and isinstance(own, str) and own.startswith(("http://", "https://")) else None
    if submission.preset is not None:
        return presets.defaults(submission.preset).get("webhook")
    who = submission.who.on_side(submission.who.sandbox)
    preset: dict[str, Any] = {name: sent[name] for name in ("preset_id", "job_type") if name in sent}
    if find_unstorable(preset):
        return None
    try:
        return presets.apply(session, who, preset)[0].get("webhook")
    except Invalid:  # no such preset, or one of another job type
        return None


def error_fields(error: AppError) -> dict[str, Any]:
    """The columns that tell an error."""
    extra = {k: v for k, v in error.extra.items() if k != "rejected"}
    return {
        "error_code": error.code,
        "error_message": error.message,
        "error_hint": error.hint or None,
        "error_extra": json.loads(json.dumps(extra, default=str)) or None,
    }


def working_seconds(job: Job, steps: Iterable[JobStep]) -> float:
    """The seconds of work a job has had, with these steps of it that have just ended."""
    spent = [
        (step.ended_at - step.started_at).total_seconds()
        for step in steps
        if step.ended_at is not None and step.stage != Stage.EDITING  # a person's pause is no work
    ]
    return round((job.worked_seconds or 0.0) + sum(spent), 3)


def cancel(session: Session, who: Principal, job_id: str) -> Job:
    """Stop a job: at once when it waits, through its worker when it runs. Conflict when it has ended."""
    job = lookup.get(session, who, job_id)
    if job.ended:
        raise Conflict(
            f"This job has already ended ({job.badge.lower()}).", hint="There is nothing to cancel."
        )
    session.execute(update(Job).where(col(Job.id) == job.id).values(cancel_requested=True))
    is_open = select(JobStep).where(col(JobStep.job_id) == job.id, col(JobStep.ended_at).is_(None))
    steps = list(session.exec(is_open.order_by(col(JobStep.id))))
    for step in steps:
        step.ended_at, step.error_code = clock.now(), "canceled"
        session.add(step)
    queue.remove_outbox_row(session, job.id)  # a retry sends a new one
    # The stage guard makes this safe beside a running worker: whoever writes first wins, and the worker's
    # finish is fenced by the lease that this transition clears.
    transition(
        session,
        job,
        Stage.CANCELED,
        worked_seconds=working_seconds(job, steps[-1:]) if steps else job.worked_seconds,
        error_code="canceled",
        error_message="The job was canceled.",
        error_hint="Retry it to run it after all.",
    )
    return job


def retry(session: Session, who: Principal, job_id: str, changes: dict[str, Any] | None = None) -> Job:
    """Queue a job again that ended badly; finished stages are kept. `changes` replace parameters."""
    job = lookup.get(session, who, job_id)
    if Stage(job.stage) not in ENDED_BADLY:
        raise Conflict(
            f"This job is {job.badge.lower()}; only a failed, rejected or canceled one can be retried.",
            hint="Wait for it to end, or submit a new job.",
        )
    submission = resubmission(session, who, job, changes or {})
    submission, parameters = check(session, submission)
    stages, before = replan(job.stages, videos=parameters.makes_video()), job.parameters
    describe(job, submission, parameters)
    job.stages = stages
    changed = runs.differences(before, job.parameters)
    job.round, job.attempts, job.handed_back, job.progress = job.round + 1, 0, 0, 0.0
    session.add(job)
    cleared = dict.fromkeys(_CLEARED_BY_RETRY)
    waits: dict[str, Any] = {"cancel_requested": False, "next_attempt_at": None}
    transition(session, job, Stage.CREATED, note=_note(changed), **waits, **cleared)
    credits.hold(session, job)
    queue.remove_outbox_row(session, job.id)
    begin(session, job, parameters)
    return job


_CLEARED_BY_RETRY = ("error_code", "error_message", "error_hint", "error_extra", "result_data")


def _note(changed: list[runs.Difference]) -> dict[str, Any] | None:
    return {"changes": changed} if changed else None


def delete_files(session: Session, who: Principal, job_id: str) -> Job:
    """Remove a job's outputs and source now; its history entry stays. A running job is canceled first."""
    return _without_files(session, who, job_id, outputs.remove_files)


def hide_files(session: Session, who: Principal, job_id: str, lasting: timedelta = outputs.UNDO) -> Job:
    """`delete_files` that `restore_files` can undo for a moment; nobody sees the files meanwhile."""
    return _without_files(session, who, job_id, partial(outputs.hide_files, lasting=lasting))


def _without_files(
    session: Session, who: Principal, job_id: str, take: Callable[[Session, Job], None]
) -> Job:
    job = lookup.get(session, who, job_id)
    if not job.ended:
        job = cancel(session, who, job_id)
    take(session, job)
    announce(session, job)
    return job


def restore_files(session: Session, who: Principal, job_id: str) -> Job:
    """Undo `hide_files`. Raises Conflict when the files are gone by now."""
    job = lookup.get(session, who, job_id)
    outputs.restore_files(session, job)
    announce(session, job)
    return job
