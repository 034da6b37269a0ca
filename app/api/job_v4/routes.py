"""/job, version 4: staged jobs. Parameters come as query, form or JSON."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.api import problems
from app.api.authentication import Asker
from app.api.downloads.file_responses import disposition
from app.api.job_v4 import openapi, parameters
from app.api.job_v4.parameters import Parameters
from app.api.json_responses import json_answer
from app.core.db import in_read, in_transaction, read_scope, session_scope
from app.core.errors import AppError, Invalid, RateLimited
from app.core.limits import thread_pools
from app.services.access import Principal
from app.services.files import uploads
from app.services.idempotency import InFlight
from app.services.jobs import job_api, lifecycle, presets
from app.services.jobs.acceptance import Submission
from app.services.webhooks import addresses
from models import Job, Output

router = APIRouter(prefix="/job", tags=["Job API"])
_NEW_TEXTS = ("profile", "job_name", "external_id", "language")
_WORDS = ("callback_url", "options", "finish_in", "finish_with_error", "fail_at_stage", "error_code")


@router.post("/new", **openapi.describe("new"))
async def new_job(request: Request, who: Asker) -> Response:
    """Make a job; it is Pending until it has media and is started."""
    sent = Parameters()
    try:
        await parameters.receive(request, sent, *_NEW_TEXTS, "job_metadata")
        sent.drop_file()
        values = _new_values(sent)
        channel, raw = _channel(request), json.dumps(values)
        job = await in_transaction(lambda session: job_api.make(session, who, channel, raw, values))
    except AppError as error:
        return await thread_pools.write(_refuse, request, who, sent, error)
    return json_answer({"job_id": job.number})


def _new_values(sent: Parameters) -> dict[str, Any]:
    texts = {name: sent.text(name) for name in _NEW_TEXTS}
    values: dict[str, Any] = texts | {"job_metadata": sent.object("job_metadata")}
    return {name: value for name, value in values.items() if value is not None}


def _refuse(request: Request, who: Principal, sent: Parameters, error: AppError) -> Response:
    """An error here has two fields and no more, so the number of the history's entry is a header."""
    if isinstance(error, RateLimited | InFlight):  # else the history would grow without a limit
        return problems.from_error(request, error)
    description = sent.raw or json.dumps(sent.values, ensure_ascii=False)
    preset = {"preset_id": name} if isinstance(name := sent.values.get("profile"), str) and name else {}
    refused = Submission(who, _channel(request), description, {"job_type": "transcribe"} | preset)
    with session_scope(durable=False) as session:  # repeated, it is refused again
        job = lifecycle.reject(session, refused, error)
    answer = problems.from_error(request, error)
    answer.headers["x-job-id"] = str(job.number)
    return answer


@router.post("/add_media", **openapi.describe("add_media"))
async def add_media(request: Request, who: Asker) -> Response:
    """Add media to a Pending job: a `media_url`, or a file in a form; `replace` swaps what was added."""
    sent = await parameters.read(request, "job_id", "media_url", "url", "replace")
    try:
        number, address = sent.need("job_id"), sent.given("media_url", "url")
        replace = sent.flag("replace") or False
        if (sent.stored is None) is (address is None):
            raise _which_media(address)
        job = await in_transaction(
            lambda session: _add(session, who, job_api.find(session, who, number), sent, address, replace)
        )
    except BaseException:
        sent.drop_file()
        raise
    return await thread_pools.read(_info, job)


def _add(
    session: Session, who: Principal, job: Job, sent: Parameters, address: str | None, replace: bool
) -> Job:
    if address is not None:
        return job_api.add_media_url(session, who, job, address, replace=replace)
    if sent.stored is None:
        raise _which_media(address)
    stored, sent.stored = sent.stored, None  # whether it stays is the session's from here on
    upload = uploads.add(session, who, sent.file_name, stored, {})
    return job_api.add_upload(session, job, upload, replace=replace)


def _which_media(address: str | None) -> AppError:
    if address is None:
        return parameters.missing("media_url")
    return Invalid("The request has a media_url and a file.", hint="Send one of them.")


@router.post("/perform_transcription", **openapi.describe("perform_transcription"))
async def perform_transcription(request: Request, who: Asker) -> Response:
    """Start processing: the job has media, is Pending, and its required metadata is set."""
    sent = await parameters.read(request, "job_id", *_WORDS)
    sent.drop_file()
    number = sent.need("job_id")
    options = _options(sent)
    if isinstance(options.get("webhook"), str):
        named = "options.webhook" if sent.text("callback_url") is None else "callback_url"
        await thread_pools.run(0, addresses.check, options["webhook"], named)
    job = await in_transaction(
        lambda session: job_api.start(session, who, job_api.find(session, who, number), options)
    )
    return await thread_pools.read(_info, job)


def _options(sent: Parameters) -> dict[str, Any]:
    wanted = dict(sent.object("options") or {})
    finish_in = sent.whole("finish_in")
    if finish_in is not None and not 0 <= finish_in <= 900:
        raise Invalid("The parameter finish_in must be between 0 and 900 seconds.", hint="Up to 15 minutes.")
    named = {
        "webhook": sent.text("callback_url"),
        "finish_in": finish_in,
        "finish_with_error": sent.flag("finish_with_error"),
        "fail_at_stage": sent.text("fail_at_stage"),
        "error_code": sent.text("error_code"),
    }
    return wanted | {name: value for name, value in named.items() if value is not None}


@router.get("/info", **openapi.describe("info"))
async def job_info(request: Request, who: Asker) -> Response:
    """A job; its `job_status` is Pending, In Progress, Completed, Error or Canceled."""
    sent = await parameters.read(request, "job_id")
    number = sent.need("job_id")
    job = await in_read(lambda session: job_api.find(session, who, number))
    return await thread_pools.read(_info, job)


@router.get("/get_caption", **openapi.describe("get_caption"))
async def get_caption(request: Request, who: Asker) -> Response:
    """The captions of a Completed job, in any caption format that can be written."""
    sent = await parameters.read(request, "job_id", "caption_format", "output_index")
    number, wanted = sent.need("job_id"), sent.text("caption_format")
    index = sent.whole("output_index") or 0
    job, output = await in_read(lambda session: _caption(session, who, number, index))
    wanted = wanted or job.target_profile or job_api.SUBRIP
    data, name, media_type = await thread_pools.run(output.size, job_api.converted, output, wanted)
    return Response(data, media_type=media_type, headers={"content-disposition": disposition(name)})


def _caption(session: Session, who: Principal, number: int, index: int) -> tuple[Job, Output]:
    job = job_api.find(session, who, number)
    return job, job_api.caption(session, job, index)


@router.get("/list", **openapi.describe("list"))
async def list_jobs(request: Request, who: Asker) -> Response:
    """Your jobs, newest first; `before` takes the `next_before` of the page before."""
    sent = await parameters.read(request, "limit", "before", "job_status", "external_id")
    limit = sent.whole("limit")
    if limit is not None and not 1 <= limit <= 100:
        raise Invalid(
            "The parameter limit must be between 1 and 100.",
            hint="The jobs after these come with before, which takes the next_before of the answer.",
        )
    status, external = sent.text("job_status"), sent.text("external_id")
    before = sent.whole("before")

    def listed(session: Session) -> Response:
        found, following = job_api.list_jobs(
            session, who, limit or 20, before, job_status=status, external_id=external
        )
        shown = [job_api.info(job, presets.of_job(session, job)) for job in found]
        return json_answer({"jobs": shown, "next_before": following})

    return await in_read(listed)


@router.post("/cancel", **openapi.describe("cancel"))
async def cancel_job(request: Request, who: Asker) -> Response:
    """Stop a job that has not ended."""
    sent = await parameters.read(request, "job_id")
    sent.drop_file()
    number = sent.need("job_id")
    job = await in_transaction(
        lambda session: lifecycle.cancel(session, who, job_api.find(session, who, number).id)
    )
    return await thread_pools.read(_info, job)


@router.get("/profiles", **openapi.describe("profiles"))
async def list_presets(request: Request, who: Asker) -> Response:
    """Your presets (profiles) with their processing steps and required metadata."""
    await parameters.read(request)
    found = await in_read(lambda session: presets.list_for(session, who))
    return json_answer({"profiles": [job_api.preset_info(preset) for preset in found]})


def _info(job: Job) -> Response:
    with read_scope() as session:
        return json_answer(job_api.info(job, presets.of_job(session, job)))


def _channel(request: Request) -> str:
    return "cli" if request.headers.get("x-cuedeck-client") == "cli" else "api"
