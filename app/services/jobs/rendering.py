"""A job as JSON: the fields of app.services.jobs.schema, in their order.

A field is the table's column of the same name, unless `_job` says where else it comes from.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import orjson
import sqlalchemy as sa
from sqlalchemy import BindParameter, Connection, bindparam
from sqlmodel import Session, col, select

from app.core.clock import iso
from app.core.db import commits, engine
from app.core.http_fetch.redirects import without_password
from app.core.schemas import shown
from app.core.settings import get_settings
from app.core.storage import read_stored
from app.core.strict_json import encoded
from app.services.access import Principal
from app.services.dispatch import workers
from app.services.files import links, outputs
from app.services.jobs import lookup, schema
from models import Job, JobStep, Output, Status


@dataclass(frozen=True, slots=True)
class _Kept:
    """A rendering, the state of the job that it shows, and whose the job is.

    `commits` is what the database's count of commits was before that state was read, None for a job whose
    rendering may change without one.
    """

    state: Any
    body: bytes
    account_id: str
    sandbox: bool
    commits: int | None = None


_kept: dict[tuple[str, str], _Kept] = {}
_KEPT_AT_MOST = 2000
IDENTITY = (Job.id, Job.number, Job.created_at, Job.changed_at, Job.completed_at, Job.lease_token)
"""What of a job says whether its last rendering still holds, and where it stands in a list."""
# Built once: clients that poll ask these more often than anything else.
# The columns of the table, not of the class: no object has to be made of them.
_JOB = Job.__table__.c  # type: ignore[attr-defined]
_WAITS = sa.and_(_JOB.completed_at.is_(None), _JOB.lease_token.is_(None)).label("waits")
_FACTS = sa.select(_JOB.account_id, _JOB.sandbox, _JOB.changed_at, _WAITS).where(
    _JOB.id == bindparam("job_id")
)
_JOBS: BindParameter[Any] = bindparam("job_ids", expanding=True)
_OUTPUTS = (
    select(Output)
    .where(col(Output.job_id).in_(_JOBS), col(Output.deleted_at).is_(None))
    .order_by(col(Output.output_index))
)
_STEPS = select(JobStep).where(col(JobStep.job_id).in_(_JOBS)).order_by(col(JobStep.id))


def job_bytes(who: Principal, job_id: str, base_url: str) -> bytes:
    """One job as encoded JSON, for clients that poll: rendered again only when its row was written since.

    Every write of a job, its steps and its outputs touches `changed_at` in the same transaction, and links
    are stable for five minutes, so these two tell whether the last rendering still holds. What a waiting job
    waits for may change without it.
    """
    seen = commits()  # before anything is read: what is committed meanwhile counts as later
    with engine().connect() as connection:  # a session would take as long as all that follows
        found = connection.execute(_FACTS, {"job_id": job_id}).first()
        if found is None or not who.sees(found):
            raise lookup.missing(job_id)
        missing = _missing_queues(connection) if found.waits else None
        state, kept = (found.changed_at, links.window(), missing), _kept.get((job_id, base_url))
        if kept is None or kept.state != state:
            with Session(connection, expire_on_commit=False) as session:
                job = lookup.get(session, who, job_id)
                body = encoded(job_json(session, job, base_url))
            if job.parameters.get("inline"):
                return body  # a whole file: too much to keep
            kept = _Kept(state, body, found.account_id, found.sandbox)
    _keep(job_id, base_url, replace(kept, commits=None if found.waits else seen))
    return kept.body


def _missing_queues(connection: Connection) -> tuple[str, ...]:
    with Session(connection) as session:
        return workers.missing_queues(session)


def unchanged_bytes(who: Principal, job_id: str, base_url: str) -> bytes | None:
    """What `job_bytes` answers, where nothing at all was committed since it was last asked; None otherwise.

    It reads nothing and waits for nobody.
    """
    kept = _kept.get((job_id, base_url))
    if kept is None or kept.commits is None or not who.sees(kept):
        return None
    holds = kept.state[1] == links.window() and kept.commits == commits()
    return kept.body if holds else None


def jobs_bytes(session: Session, jobs: Sequence[Job], base_url: str) -> list[orjson.Fragment]:
    """Several jobs as encoded JSON, each rendered again only when it was written since (see `job_bytes`).

    Of these objects only `IDENTITY` has to be loaded.
    """
    missing = workers.missing_queues(session) if any(map(is_waiting, jobs)) else None
    window = links.window()
    states = {job.id: (job.changed_at, window, missing if is_waiting(job) else None) for job in jobs}
    kept = {job_id: _kept.get((job_id, base_url)) for job_id in states}
    made = {job_id: entry.body for job_id, entry in kept.items() if entry and entry.state == states[job_id]}
    if new := [job_id for job_id in states if job_id not in made]:
        whole = select(Job).where(col(Job.id).in_(new)).execution_options(populate_existing=True)
        loaded = session.exec(whole).all()
        for job, rendered in zip(loaded, jobs_json(session, loaded, base_url), strict=True):
            made[job.id] = encoded(rendered)
            if not job.parameters.get("inline"):  # by itself it has its file
                _keep(job.id, base_url, _Kept(states[job.id], made[job.id], job.account_id, job.sandbox))
    return [orjson.Fragment(made[job_id]) for job_id in states if job_id in made]


def is_waiting(job: Job) -> bool:
    """Whether a worker has yet to take the job: that none will may show without anything being written."""
    return job.completed_at is None and job.lease_token is None


def _keep(job_id: str, base_url: str, rendering: _Kept) -> None:
    if len(_kept) >= _KEPT_AT_MOST and (job_id, base_url) not in _kept:
        _kept.clear()
    _kept[job_id, base_url] = rendering


def job_json(session: Session, job: Job, base_url: str) -> schema.Job:
    """One job."""
    shown = jobs_json(session, [job], base_url)[0]
    if job.parameters.get("inline") and shown["outputs"]:
        shown["output"] = _inline(outputs.list_for_job(session, job.id)[0])
    return shown


def _inline(output: Output) -> str | None:
    """The file as base64; None when it is too large for a JSON answer, which has its `download_url`."""
    if output.size > get_settings().limits.caption_bytes:
        return None
    return base64.b64encode(read_stored(output.storage_key)).decode()


def jobs_json(session: Session, jobs: Sequence[Job], base_url: str) -> list[schema.Job]:
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
    return [_job(job, made[job.id], steps[job.id], missing, base_url) for job in jobs]


def facts(job: Job, missing_queues: Collection[str] = ()) -> schema.Job:
    """A job's own fields, without its files and steps, which other tables hold."""
    return _job(job, [], [], missing_queues, "")


def steps_of(session: Session, job_id: str) -> list[JobStep]:
    """The steps of a job, in the order they were begun."""
    return list(session.scalars(_STEPS, {"job_ids": [job_id]}))


def _job(
    job: Job, files: list[Output], steps: list[JobStep], missing_queues: Collection[str], base_url: str
) -> schema.Job:
    made = [_output(output, base_url) for output in files]
    fields = shown(
        schema.Job.__annotations__,
        job,
        job_id=job.id,
        profile_id=job.preset_id,
        source_url=job.source_url or (f"upload:{job.upload_id}" if job.upload_id else ""),
        parameters=without_passwords(job.parameters),
        download_url=made[0]["url"] if made else None,
        result_data=job.result_data if job.status == Status.COMPLETED else None,
        expires_at=made[0]["expires_at"] if made else None,
        progress=round(job.progress, 1),
        webhook=job.webhook and without_password(job.webhook),
        output=None,
        outputs=made,
        outputs_expire_at=iso(job.expires_at),
        steps=[_step(step) for step in steps],
        waiting_reason=workers.waiting_reason(job, missing_queues),
    )
    return cast(schema.Job, fields)


def without_passwords(fields: dict[str, Any]) -> dict[str, Any]:
    """A job's or a preset's fields as they are shown.

    A webhook that was given before passwords in them were refused may have one.
    """
    webhook, settings = fields.get("webhook"), fields.get("settings")
    shown = dict(fields)
    if isinstance(webhook, str):
        shown["webhook"] = without_password(webhook)
    if isinstance(settings, dict):
        shown["settings"] = without_passwords(settings)
    return shown


def _output(output: Output, base_url: str) -> schema.Output:
    presigned = links.short_lived(output, base_url)
    facts = shown(
        schema.Output.__annotations__,
        output,
        output_id=output.id,
        size_bytes=output.size,
        url=presigned.url,
        expires_at=iso(presigned.expires_at),
    )
    return cast(schema.Output, facts)


def _step(step: JobStep) -> schema.Step:
    state = "failed" if step.error_code else "done" if step.ended_at else "running"
    return cast(schema.Step, shown(schema.Step.__annotations__, step, state=state))
