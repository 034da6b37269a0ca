"""Get, list, cancel, retry, start and delete jobs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.api import request_bodies
from app.api.authentication import Asker
from app.api.downloads import file_responses
from app.api.json_responses import base_url, json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import BINARY, Cursor, JobId, Limit
from app.api.routers.jobs.filters import ListFilters
from app.core.db import in_transaction, read_scope, session_scope
from app.core.limits import thread_pools
from app.services.files import outputs
from app.services.jobs import drafts, lifecycle, lookup, rendering, schema
from app.services.jobs.history import answers
from app.services.jobs.history.answers import Asked
from app.services.webhooks import addresses

router = APIRouter(prefix="/v1/jobs", tags=["Jobs"], responses=PROBLEMS)
Index = Annotated[int, Path(description="Which output, from 0.")]
_OUTPUT: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"*/*": {"schema": BINARY}}}
}


@router.get("/{job_id}", operation_id="get_job", response_model=schema.Job)
async def get_job(request: Request, job_id: JobId, who: Asker) -> Response:
    """One job, with its stage, progress, steps and outputs."""
    base = base_url(request)
    body = rendering.unchanged_bytes(who, job_id, base)
    if body is None:
        body = await thread_pools.read(rendering.job_bytes, who, job_id, base)
    return Response(body, media_type="application/json")


@router.get("", operation_id="list_jobs", response_model=schema.JobPage)
async def list_jobs(
    request: Request,
    who: Asker,
    filters: ListFilters,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Response:
    """Your jobs, newest first, page by page."""
    asked = Asked(who.scope, filters, limit, cursor, base_url(request))
    found = answers.unchanged_page(asked)
    if found is None:
        found = await thread_pools.read(answers.page_answer, who, asked)
    return Response(found.body, headers={"etag": f'W/"{found.digest}"'}, media_type="application/json")


@router.post("/{job_id}/cancel", operation_id="cancel_job", response_model=schema.Job)
@thread_pools.writes
def cancel_job(request: Request, job_id: JobId, who: Asker) -> Response:
    """Stop a job that has not ended."""
    with session_scope() as session:
        job = lifecycle.cancel(session, who, job_id)
    return _one(request, job)


@router.post("/{job_id}/retry", operation_id="retry_job", response_model=schema.Job, status_code=202)
async def retry_job(request: Request, job_id: JobId, who: Asker) -> Response:
    """Run a job again that failed, was rejected or canceled; a JSON body changes parameters first."""
    _, changes = await request_bodies.json_object(request)
    await addresses.check_beside(changes)
    job = await in_transaction(lambda session: lifecycle.retry(session, who, job_id, changes))
    return await thread_pools.read(_one, request, job, 202)


@router.post("/{job_id}/start", operation_id="start_job", response_model=schema.Job, status_code=202)
async def start_job(request: Request, job_id: JobId, who: Asker) -> Response:
    """Queue a draft once its media and required metadata are there; a JSON body changes parameters first."""
    _, changes = await request_bodies.json_object(request)
    await addresses.check_beside(changes)
    job = await in_transaction(
        lambda session: drafts.start(session, who, lookup.get(session, who, job_id), changes)
    )
    return await thread_pools.read(_one, request, job, 202)


@router.delete("/{job_id}", operation_id="delete_job", response_model=schema.Job)
@thread_pools.writes
def delete_job(request: Request, job_id: JobId, who: Asker) -> Response:
    """Remove a job's files now; its history entry stays. A running job is canceled first."""
    with session_scope() as session:
        job = lifecycle.delete_files(session, who, job_id)
    return _one(request, job)


@router.get(
    "/{job_id}/outputs/{index}", operation_id="download_output", response_class=Response, responses=_OUTPUT
)
def download_output(request: Request, job_id: JobId, index: Index, who: Asker) -> Response:
    """One output file, for its owner."""
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        output = outputs.get(session, who, job.id, index)
    return file_responses.answer(request, output)


def _one(request: Request, job: Any, status: int = 200) -> Response:
    with read_scope() as session:
        return json_answer(rendering.job_json(session, job, base_url(request)), status)
