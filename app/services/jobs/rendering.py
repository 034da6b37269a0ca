"""A job as JSON: the one shape that GET /v1/jobs/{id}, lists, `?wait=` and a job's own webhook share.

The first twelve fields are those that polling programs of other services know; the rest are ours.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import BindParameter, and_, bindparam, or_
from sqlmodel import Session, col, select

from app.core import clock
from app.core.clock import iso
from app.core.http_fetch.redirects import without_password
from app.core.settings import get_settings
from app.core.storage import storage
from app.services.access import Principal
from app.services.dispatch import workers
from app.services.files import links, outputs
from app.services.jobs import lifecycle as jobs
from models import Job, JobStep, Output, Status
from models.base import NOW

_kept: dict[tuple[str, str], tuple[Any, bytes]] = {}
_KEPT_AT_MOST = 2000
# Built once: clients that poll ask these more often than anything else.
_WAITS = and_(
    col(Job.completed_at).is_(None), or_(col(Job.lease_until).is_(None), col(Job.lease_until) < NOW)
).label("waits")
_FACTS = select(Job.account_id, Job.sandbox, Job.changed_at, _WAITS).where(col(Job.id) == bindparam("job_id"))
_JOBS: BindParameter[Any] = bindparam("job_ids", expanding=True)
_OUTPUTS = (
    select(Output)
    .where(col(Output.job_id).in_(_JOBS), col(Output.deleted_at).is_(None))
    .order_by(col(Output.output_index))
)
_STEPS = select(JobStep).where(col(JobStep.job_id).in_(_JOBS)).order_by(col(JobStep.id))


def job_bytes(session: Session, who: Principal, job_id: str, base_url: str) -> bytes:
    """One job as encoded JSON, for clients that poll: rendered again only when its row was written since.

    Every write of a job, its steps and its outputs touches `changed_at` in the same transaction, and links
    are stable for five minutes, so these two tell whether the last rendering still holds. What a waiting job
    waits for may change without it.
    """
    found = session.execute(_FACTS, {"job_id": job_id, "now": clock.now()}).first()
    if found is None or not who.sees(found):
        raise jobs.missing(job_id)
    state = (found.changed_at, links.window(), workers.missing_queues(session) if found.waits else None)
    kept = _kept.get((job_id, base_url))
    if kept is not None and kept[0] == state:
        return kept[1]
    job = jobs.get(session, who, job_id)
    body = orjson.dumps(job_json(session, job, base_url))
    if job.parameters.get("inline"):
        return body  # a whole file: too much to keep
    if len(_kept) >= _KEPT_AT_MOST:
        _kept.clear()
    _kept[job_id, base_url] = (state, body)
    return body


def job_json(session: Session, job: Job, base_url: str) -> dict[str, Any]:
    """One job."""
    shown = jobs_json(session, [job], base_url)[0]
    if job.parameters.get("inline") and shown["outputs"]:
        shown["output"] = _inline(outputs.list_for_job(session, job.id)[0])
    return shown


def _inline(output: Output) -> str | None:
    """The file as base64; None when it is too large for a JSON answer, which has its `download_url`."""
    if output.size > get_settings().limits.caption_bytes:
        return None
    with storage().open(output.storage_key) as file:
        return base64.b64encode(file.read()).decode()


def jobs_json(session: Session, jobs: Sequence[Job], base_url: str) -> list[dict[str, Any]]:
    """Several jobs, in two further queries however many they are."""
    ids = [job.id for job in jobs]
    made: dict[str, list[Output]] = defaultdict(list)
    steps: dict[str, list[JobStep]] = defaultdict(list)
    if any(job.status == Status.COMPLETED for job in jobs):
        for output in session.scalars(_OUTPUTS, {"job_ids": ids}):
            made[output.job_id].append(output)
    for step in session.scalars(_STEPS, {"job_ids": ids}):
        steps[step.job_id].append(step)
    waits = any(job.completed_at is None for job in jobs)
    missing = workers.missing_queues(session) if waits else ()
    return [
        _job(job, made[job.id], steps[job.id], base_url)
        | {"waiting_reason": workers.waiting_reason(job, missing)}
        for job in jobs
    ]


def steps_of(session: Session, job_id: str) -> list[JobStep]:
    """The steps of a job, in the order they were begun."""
    return list(session.scalars(_STEPS, {"job_ids": [job_id]}))


def _job(job: Job, files: list[Output], steps: list[JobStep], base_url: str) -> dict[str, Any]:
    made = [_output(output, base_url) for output in files]
    return {
        "job_id": job.id,
        "job_type": job.job_type,
        "status": job.status,
        "source_url": job.source_url or (f"upload:{job.upload_id}" if job.upload_id else ""),
        "parameters": without_passwords(job.parameters),
        "credits_charged": job.credits_charged,
        "download_url": made[0]["url"] if made else None,
        "result_data": job.result_data if job.status == Status.COMPLETED else None,
        "error_message": job.error_message,
        "created_at": iso(job.created_at),
        "completed_at": iso(job.completed_at),
        "expires_at": made[0]["expires_at"] if made else None,
        "number": job.number,
        "stage": job.stage,
        "progress": round(job.progress, 1),
        "eta_seconds": job.eta_seconds,
        "started_at": iso(job.started_at),
        "job_name": job.job_name,
        "external_id": job.external_id,
        "labels": job.labels,
        "webhook": job.webhook and without_password(job.webhook),
        "sandbox": job.sandbox,
        "channel": job.channel,
        "submitted_by": job.submitted_by,
        "source_name": job.source_name,
        "source_profile": job.source_profile,
        "target_profile": job.target_profile,
        "frame_rate": job.frame_rate,
        "duration": job.duration,
        "worked_seconds": job.worked_seconds,
        "warnings": job.warnings,
        "error_code": job.error_code,
        "error_hint": job.error_hint,
        "profile_id": job.profile_id,
        "language": job.language,
        "job_metadata": job.job_metadata,
        "output": None,
        "outputs": made,
        "outputs_expire_at": iso(job.expires_at),
        "files_deleted_at": iso(job.files_deleted_at),
        "steps": [_step(step) for step in steps],
    }


def without_passwords(fields: dict[str, Any]) -> dict[str, Any]:
    """A job's or a profile's fields as they are shown.

    A webhook that was given before passwords in them were refused may have one.
    """
    webhook, settings = fields.get("webhook"), fields.get("settings")
    shown = dict(fields)
    if isinstance(webhook, str):
        shown["webhook"] = without_password(webhook)
    if isinstance(settings, dict):
        shown["settings"] = without_passwords(settings)
    return shown


def _output(output: Output, base_url: str) -> dict[str, Any]:
    presigned = links.short_lived(output, base_url)
    return {
        "output_id": output.id,
        "output_index": output.output_index,
        "file_name": output.file_name,
        "media_type": output.media_type,
        "size_bytes": output.size,
        "sha256": output.sha256,
        "language": output.language,
        "url": presigned.url,
        "expires_at": iso(presigned.expires_at),
    }


def _step(step: JobStep) -> dict[str, Any]:
    state = "failed" if step.error_code else "done" if step.ended_at else "running"
    return {
        "stage": step.stage,
        "state": state,
        "attempt": step.attempt,
        "started_at": iso(step.started_at),
        "ended_at": iso(step.ended_at),
        "error_code": step.error_code,
    }
