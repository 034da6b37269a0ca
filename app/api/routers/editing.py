"""Human editing: read and save drafts with optimistic locking, approve, send back."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.api import request_bodies
from app.api.authentication import Asker
from app.api.json_responses import base_url, json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import JobId
from app.api.schemas.drafts import Draft, DraftIn
from app.captions.conversion import drafts
from app.core.child_process import guarded_call
from app.core.db import in_read, in_transaction, read_scope
from app.core.errors import Invalid
from app.core.limits import thread_pools
from app.core.schemas import shown
from app.core.settings import get_settings
from app.services.files import uploads
from app.services.jobs import editing, lookup, rendering, reviews, schema
from app.services.webhooks import addresses
from models import CaptionDraft, Job

router = APIRouter(prefix="/v1/jobs", tags=["Editing"], responses=PROBLEMS)
Index = Annotated[int, Query(ge=0, le=1000, description="Which output's draft; a language each.")]
_SAVE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": DraftIn.model_json_schema()}},
    },
    "parameters": [
        {
            "name": "If-Match",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
            "description": "The ETag of the draft this save is based on, instead of `version`.",
        }
    ],
}


@router.get("/{job_id}/draft", operation_id="get_draft", response_model=Draft)
def get_draft(job_id: JobId, who: Asker, output: Index = 0) -> Response:
    """The captions that wait for a person; the ETag is their version."""
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        return _answer(editing.get(session, job, output), len(editing.list_for_job(session, job.id)))


@router.put("/{job_id}/draft", operation_id="save_draft", response_model=Draft, openapi_extra=_SAVE)
async def save_draft(request: Request, job_id: JobId, who: Asker, output: Index = 0) -> Response:
    """Save the draft, based on the version you read: `version` in the body, or If-Match."""
    await in_read(lambda session: editing.demand_editing(lookup.get(session, who, job_id)))
    body = (await request_bodies.text(request, get_settings().limits.caption_bytes)).encode()
    bounds = uploads.caption_bounds()
    saved = await thread_pools.run(
        len(body), partial(guarded_call.run, drafts.parse_save, body, bounds=bounds)
    )

    def save(session: Session) -> Response:
        job = lookup.get(session, who, job_id)
        base = _based_on(request, saved.version, editing.get(session, job, output))
        draft = editing.save(session, who, job, output, saved, base)
        return _answer(draft, len(editing.list_for_job(session, job.id)))

    return await in_transaction(save)


@router.post("/{job_id}/approve", operation_id="approve_job", response_model=schema.Job)
async def approve_job(request: Request, job_id: JobId, who: Asker) -> Response:
    """Write the outputs from the drafts and end the job."""
    job = await thread_pools.run(thread_pools.LARGE, reviews.approve, who, job_id)
    return await thread_pools.read(_job, request, job)


@router.post("/{job_id}/send-back", operation_id="send_job_back", response_model=schema.Job, status_code=202)
async def send_job_back(request: Request, job_id: JobId, who: Asker) -> Response:
    """Queue the work before the editing again; a JSON body changes parameters first."""
    _, changes = await request_bodies.json_object(request)
    await thread_pools.run(0, addresses.check_given, changes)
    job = await in_transaction(
        lambda session: editing.send_back(session, who, lookup.get(session, who, job_id), changes)
    )
    return await thread_pools.read(_job, request, job, 202)


def _based_on(request: Request, version: int | None, current: CaptionDraft) -> int:
    tag = request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    if tag == "*":
        return current.version
    if tag:
        return int(tag) if tag.isdecimal() and len(tag) < 10 else -1
    if version is None:
        raise Invalid(
            "The save does not say which version it is based on.",
            code="version_missing",
            hint="Send version in the body, or the ETag in If-Match.",
            errors=[{"field": "version", "message": "missing"}],
        )
    return version


def _answer(draft: CaptionDraft, count: int) -> Response:
    document = orjson.Fragment(draft.document.encode())
    head = shown(Draft.model_fields, draft, drafts=count, document=document)
    return json_answer(head, headers={"etag": f'"{draft.version}"'})


def _job(request: Request, job: Job, status: int = 200) -> Response:
    with read_scope() as session:
        return json_answer(rendering.job_json(session, job, base_url(request)), status)
