"""POST /v1/jobs and POST /v1/{job_type}: from multipart or JSON; at once, awaited, or only checked."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from app import job_types
from app.api import problems, request_bodies
from app.api.authentication import Asker, channel
from app.api.json_responses import base_url, json_answer
from app.api.openapi import job_descriptions
from app.api.openapi.document import PROBLEMS
from app.api.schemas.jobs import DryRun
from app.api.schemas.switches import Switches, apply_switches
from app.core.db import in_read, read_scope, session_scope
from app.core.errors import AppError, BadRequest, RateLimited
from app.core.events import REREAD, hub
from app.core.limits import thread_pools
from app.core.settings import get_settings
from app.core.storage import StorageAway, Stored, storage
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.accounts import credits
from app.services.files import uploads
from app.services.idempotency import InFlight
from app.services.jobs import acceptance, descriptions, lifecycle, lookup, rendering, schema
from app.services.jobs.acceptance import Submission
from app.services.webhooks import addresses
from models import Job

router = APIRouter(prefix="/v1", tags=["Jobs"])
_UNRECORDED = (RateLimited, InFlight, StorageAway)
"""Refusals that say "try again": the history would grow without a limit."""
MAX_WAIT = 300


@dataclass(slots=True)
class _Received:
    """What came in before it is checked: the description's text, and the stored source if there was one.

    `callable` says that its webhook, if it names one, may be called.
    """

    raw: str = ""
    data: dict[str, Any] | None = None
    stored: Stored | None = None
    file_name: str = ""
    inspection: dict[str, Any] = field(default_factory=dict)
    callable: bool = False


Wait = Annotated[
    float | None, Query(ge=0, le=MAX_WAIT, description="Answer when the job ends, at most so many seconds.")
]
Dry = Annotated[bool, Query(description="Check everything, run nothing.")]

_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": schema.Job | DryRun, "description": "The ended job (`wait`), or the check (`dry_run`)."},
    202: {"model": schema.Job, "description": "Accepted."},
    **PROBLEMS,
}


@router.post(
    "/jobs",
    operation_id="submit_job",
    responses=_ANSWERS,
    openapi_extra=job_descriptions.body(None),
    status_code=202,
)
async def submit_job(
    request: Request, who: Asker, switches: Switches, wait: Wait = None, dry_run: Dry = False
) -> Response:
    """Submit a job: a source (file, URL or upload) and a Job Description."""
    return await _submit(request, who, wait, dry_run, None, switches)


def _typed(job_type: str) -> Any:
    async def submit_typed(
        request: Request, who: Asker, switches: Switches, wait: Wait = None, dry_run: Dry = False
    ) -> Response:
        return await _submit(request, who, wait, dry_run, job_type, switches)

    return submit_typed


for _type in JOB_TYPES:
    router.post(
        f"/{_type}",
        operation_id=f"submit_{_type}",
        summary=f"Submit a {_type} job",
        description=job_descriptions.about(_type),
        responses=_ANSWERS,
        openapi_extra=job_descriptions.body(_type),
        status_code=202,
    )(_typed(_type))


async def _submit(
    request: Request,
    who: Principal,
    wait: float | None,
    dry_run: bool,
    job_type: str | None,
    switches: dict[str, bool],
) -> Response:
    received = _Received()
    try:
        await _receive(request, received)
        apply_switches(received.data, switches)
        await addresses.check_beside(received.data)
        received.callable = True
        submission = _submission(request, who, received, job_type)
        if received.stored is not None or _captions_in(submission) is not None:
            submission = await thread_pools.run(_size(received), _look, submission, received)
        if dry_run:
            return await thread_pools.read(_check, submission, received)
        if wait is None:
            return await thread_pools.write(_create_and_tell, request, submission, received)
        return await _wait_for_end(request, submission, received, wait)
    except AppError as error:
        if job_type is not None:  # known from the address, whatever became of the body
            received.data = {**(received.data or {}), "job_type": job_type}
        if dry_run or isinstance(error, _UNRECORDED):
            return await thread_pools.store(_refuse_unrecorded, request, received, error)
        return await thread_pools.write(_refuse, request, who, received, error)


async def _receive(request: Request, received: _Received) -> None:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        body = await request_bodies.content(request)
        received.raw = body.decode(errors="replace")  # to be read in the history, whatever it is
        received.raw = request_bodies.decoded(body)
        if not received.raw.strip():
            raise BadRequest("The request has no body.", hint="Send a Job Description, as JSON or in a form.")
        received.data = descriptions.parse_json(received.raw, "request body")
        return
    async with request_bodies.form(request, get_settings().limits.upload_bytes) as form:
        received.raw = _as_sent(form)
        request_bodies.refuse_duplicate_fields(form)
        request_bodies.refuse_files_beside(form, "source")
        source = form.get("source")
        received.file_name = (source.filename or "") if isinstance(source, UploadFile) else ""
        received.data = _config(form)
        if isinstance(source, UploadFile):
            received.stored = await request_bodies.store_file(source, get_settings().limits.upload_bytes)


def _as_sent(form: FormData) -> str:
    """The description to the letter; with other fields beside it, all of them as JSON."""
    sent = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    if set(sent) <= {"config", "source"}:
        return sent.get("config", "")
    with suppress(KeyError, ValueError, RecursionError):  # there is none, or it is told to be malformed
        sent["config"] = json.loads(sent["config"].removeprefix(request_bodies.BOM))
    return json.dumps(sent, ensure_ascii=False)


def _config(form: FormData) -> dict[str, Any]:
    raw = (_text(form, "config") or "").removeprefix(request_bodies.BOM)
    data = descriptions.parse_json(raw) if raw.strip() else {}
    extra = {k: v for k, v in form.multi_items() if k not in ("config", "source") and isinstance(v, str)}
    source = _text(form, "source")
    if source:
        data.setdefault("media_path", source)
    descriptions.refuse_unusable(extra)
    return {**extra, **data}


def _text(form: FormData, name: str) -> str | None:
    value = form.get(name)
    return value if isinstance(value, str) else None


def _submission(request: Request, who: Principal, received: _Received, job_type: str | None) -> Submission:
    data = dict(received.data or {})
    if job_type is not None and data.setdefault("job_type", job_type) != job_type:
        raise BadRequest(
            f"job_type says {data['job_type']!r}, the address says {job_type}.",
            hint="Leave job_type out, or send the job to POST /v1/jobs.",
        )
    data, draft = descriptions.take_start(data)
    return Submission(
        who,
        channel(request),
        received.raw,
        data,
        None,
        received.file_name,
        draft=draft,
    )


def _size(received: _Received) -> int:
    return received.stored.size if received.stored is not None else len(received.raw)


def _look(submission: Submission, received: _Received) -> Submission:
    """Look into what came along, in guarded children; off the event loop, before any transaction.

    The captions of a conversion are read by the job itself, as soon and as well.
    """
    kind = submission.data.get("job_type", submission.data.get("jobType", job_types.DEFAULT))
    found = job_types.find(kind)
    plain = found is not None and found.only_captions and not uploads.is_media_name(received.file_name)
    if received.stored is not None and (not plain or {"preset_id", "presetId"} & set(submission.data)):
        received.inspection = uploads.inspect_stored(received.stored, received.file_name)
    text = _captions_in(submission)
    if text is None:
        return submission
    return replace(
        submission, captions=uploads.inspect_captions(text.encode(errors="replace"), "captions.srt")
    )


def _captions_in(submission: Submission) -> str | None:
    """Captions that stand in the description itself."""
    text = submission.data.get("srt_content") or submission.data.get("srtContent")
    return text if isinstance(text, str) else None


def _check(submission: Submission, received: _Received) -> Response:
    if received.stored is not None:  # a dry run keeps nothing
        stored, received.stored = received.stored, None
        storage().delete(stored.key)
        upload = uploads.new_upload(submission.who, received.file_name, stored, received.inspection)
        submission = replace(submission, upload=upload, source_name=upload.file_name)
    with read_scope() as session:
        checked, parameters = acceptance.check(session, submission, draft=submission.draft)
    kind = parameters.job_type
    body = DryRun(
        job_type=kind,
        stages=acceptance.planned(parameters, checked.upload, checked.preset),
        credits=0 if submission.who.sandbox else credits.price(kind),
        parameters=rendering.without_passwords(parameters.model_dump(mode="json", exclude_unset=True)),
        warnings=checked.warnings,
    )
    return json_answer(body.model_dump())


def _create(submission: Submission, received: _Received) -> Job:
    with session_scope() as session:
        if received.stored is not None:
            upload = uploads.add(
                session, submission.who, received.file_name, received.stored, received.inspection
            )
            submission = replace(submission, upload=upload, source_name=upload.file_name)
        job = lifecycle.submit(session, submission)
    received.stored = None  # from here on the job owns the file
    return job


def _create_and_tell(request: Request, submission: Submission, received: _Received) -> Response:
    return _accepted(request, _create(submission, received))


def _accepted(request: Request, job: Job, status: int = 202) -> Response:
    with read_scope() as session:
        body = rendering.job_json(session, job, base_url(request))
    return json_answer(body, status, {"location": f"/v1/jobs/{job.id}"})


async def _wait_for_end(
    request: Request, submission: Submission, received: _Received, wait: float
) -> Response:
    async with hub.listen(submission.who.account_id, side=submission.who.side) as queue:
        job = await thread_pools.write(_create, submission, received)
        try:
            async with asyncio.timeout(wait):
                while not job.ended:
                    event = await queue.get()
                    if event is REREAD:
                        job = await _job_now(submission.who, job.id)
                    elif event["job"] == job.id and event["ended"]:
                        break
        except TimeoutError:
            pass  # the answer below tells how far it got
    job = await _job_now(submission.who, job.id)
    return await thread_pools.read(_accepted, request, job, 200 if job.ended else 202)


async def _job_now(who: Principal, job_id: str) -> Job:
    return await in_read(lambda session: lookup.get(session, who, job_id))


def _refuse_unrecorded(request: Request, received: _Received, error: AppError) -> Response:
    if received.stored is not None:
        storage().delete(received.stored.key)
    return problems.from_error(request, error)


def _refuse(request: Request, who: Principal, received: _Received, error: AppError) -> Response:
    if received.stored is not None:
        storage().delete(received.stored.key)
    refused = Submission(who, channel(request), received.raw, received.data or {}, None, received.file_name)
    with session_scope(durable=False) as session:  # repeated, it is refused again
        job = lifecycle.reject(session, refused, error, callable=received.callable)
    return problems.from_error(request, error, job_id=job.id)
