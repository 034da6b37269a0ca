"""POST /v1/jobs/{jobId}/download-result, with the error shape that its callers know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.api import request_bodies
from app.api.authentication import principal
from app.api.json_responses import base_url, json_answer
from app.api.route_parameters import JobId
from app.api.schemas.results import DownloadResult, ExpirationRequest, ResultFailure
from app.core import clock
from app.core.db import in_transaction
from app.core.errors import AppError, NotFound
from app.job_types import JOB_TYPES
from app.services.access import Principal
from app.services.files import links, outputs
from app.services.jobs import lookup
from models import Job, Status

router = APIRouter(prefix="/v1/jobs", tags=["Results"])
_SCHEMA = {
    "requestBody": {
        "content": {"application/json": {"schema": ExpirationRequest.model_json_schema()}},
        "required": False,
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    400: {"description": "Not completed, failed, or an invalid expiration", "model": ResultFailure},
    401: {"description": "No valid key.", "model": ResultFailure},
    404: {"description": "No such job", "model": ResultFailure},
    429: {"description": "Too many requests; see Retry-After.", "model": ResultFailure},
}


@router.post(
    "/{job_id}/download-result",
    operation_id="download_result",
    response_model=DownloadResult,
    responses=_ANSWERS,
    openapi_extra=_SCHEMA,
)
async def download_result(request: Request, job_id: JobId) -> Response:
    """Fresh presigned URLs for a completed job's outputs."""
    try:
        who = await principal(request)
        _, body = await request_bodies.json_object(request)
        seconds = body.get("expirationSeconds", body.get("expiration_seconds", links.DEFAULT_SECONDS))
        base = base_url(request)
        return await in_transaction(lambda session: _presigned(session, who, job_id, seconds, base))
    except NotFound:
        return _error(404, "RESOURCE_NOT_FOUND", "Job not found")
    except AppError as error:
        return _translated(error)


def _presigned(session: Session, who: Principal, job_id: str, seconds: Any, base: str) -> Response:
    job = lookup.get(session, who, job_id)
    refusal = _refusal(job)
    if refusal is not None:
        return _error(400, "INVALID_REQUEST", refusal)
    now = clock.now()
    kept = outputs.list_for_job(session, job.id)
    files = [(output, links.create(session, output, seconds, since=now)) for output in kept]
    expires = now + timedelta(seconds=links.check_expiry(seconds))
    return json_answer(_result(job, files, base, clock.iso(expires.replace(microsecond=0))))


def _refusal(job: Job) -> str | None:
    if job.status == Status.FAILED:
        return "Job failed. No output files available."
    if job.status != Status.COMPLETED:
        return f"Job is not completed yet. Current status: {job.status}"
    if job.files_deleted_at is not None:
        return "The output files of this job have been removed."
    return None


def _result(job: Job, files: list[tuple[Any, Any]], base: str, expires: str | None) -> dict[str, Any]:
    several = JOB_TYPES[job.job_type].makes_several or len(files) > 1
    return {
        "jobId": job.id,
        "apiProduct": job.job_type,
        "expiresAt": expires,
        "outputs": [
            {
                **({"outputIndex": output.output_index} if several else {}),
                "url": links.url(link, base),
                "expiresAt": clock.iso(link.expires_at),
                "sizeBytes": output.size,
            }
            for output, link in files
        ],
    }


def _translated(error: AppError) -> Response:
    status = 400 if error.status in (400, 422) else error.status
    code = "INVALID_REQUEST" if status in (400, 413) else error.code.upper()
    return _error(status, code, error.message)


def _error(status: int, code: str, message: str) -> Response:
    return json_answer({"error": {"code": code, "message": message}}, status)
