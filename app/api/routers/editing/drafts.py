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
from app.api.schemas.drafts import NOTE_LENGTH, Draft, DraftIn, SendBack, SourceCaptions
from app.captions.conversion import drafts
from app.core.child_process import guarded_call
from app.core.db import in_read, in_transaction, read_scope
from app.core.errors import Invalid
from app.core.limits import thread_pools
from app.core.limits.turns import CAPTION_WORK
from app.core.schemas import shown
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.editor import opening, work_files
from app.services.files import uploads
from app.services.jobs import editing, lookup, rendering, reviews, schema
from app.services.webhooks import addresses
from models import CaptionDraft, Job

router = APIRouter(prefix="/v1/jobs", tags=["Editing"], responses=PROBLEMS)
Index = Annotated[int, Query(ge=0, le=1000, description="Which output's draft; a language each.")]
_SOURCE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/json": {
                "example": {
                    "document": {
                        "format": "cuedeck-project",
                        "version": 1,
                        "ticks_per_second": 90_000_000,
                        "cues": [
                            {"start": 90_000_000, "end": 225_000_000, "text": "The tide comes in at noon."}
                        ],
                    }
                }
            }
        }
    }
}
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
        },
        {
            "name": "Prefer",
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
            "description": "`return=minimal` answers 204 with the new ETag, and without the document.",
        },
    ],
    "responses": {"204": {"description": "Saved; asked for with Prefer: return=minimal."}},
}
_SEND_BACK: dict[str, Any] = {
    "requestBody": {
        "required": False,
        "content": {"application/json": {"schema": SendBack.model_json_schema()}},
    }
}


@router.get("/{job_id}/draft", operation_id="get_draft", response_model=Draft)
def get_draft(job_id: JobId, who: Asker, output: Index = 0) -> Response:
    """The captions that wait for a person; the ETag is their version."""
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        return _answer(editing.get(session, job, output), editing.count(session, job.id))


@router.post("/{job_id}/draft", operation_id="open_draft", response_model=Draft)
async def open_draft(job_id: JobId, who: Asker, output: Index = 0) -> Response:
    """Open a caption file that a completed job made, to edit it; a draft that is there is given as it is."""
    draft = await thread_pools.run(thread_pools.LARGE, opening.open_draft, who, job_id, output)
    return await in_read(lambda session: _answer(draft, editing.count(session, draft.job_id)))


@router.get(
    "/{job_id}/draft/source",
    operation_id="get_draft_source",
    response_model=SourceCaptions,
    responses=_SOURCE,
)
async def get_draft_source(job_id: JobId, who: Asker) -> Response:
    """The captions that a translation was made of, to be read beside it."""
    found = await thread_pools.run(thread_pools.LARGE, work_files.source_captions, who, job_id)
    return json_answer({"document": orjson.Fragment(found.encode())})


@router.put("/{job_id}/draft", operation_id="save_draft", response_model=Draft, openapi_extra=_SAVE)
async def save_draft(request: Request, job_id: JobId, who: Asker, output: Index = 0) -> Response:
    """Save the draft, based on the version you read: `version` in the body, or If-Match."""
    async with CAPTION_WORK.taken(who.account_id):
        await in_read(lambda session: editing.editable(session, lookup.get(session, who, job_id), output))
        saved = await _sent(request)
        return await in_transaction(lambda session: _save(session, request, who, job_id, output, saved))


async def _sent(request: Request) -> drafts.Save:
    body = (await request_bodies.text(request, get_settings().limits.caption_bytes)).encode()
    parse = partial(guarded_call.run, drafts.parse_save, body, bounds=uploads.caption_bounds())
    return await thread_pools.run(len(body), parse)


def _save(
    session: Session, request: Request, who: Principal, job_id: str, output: int, saved: drafts.Save
) -> Response:
    job = lookup.get(session, who, job_id)
    base = _based_on(request, saved.version, editing.get(session, job, output))
    draft = editing.save(session, who, job, output, saved, base)
    if "return=minimal" in request.headers.get("prefer", ""):
        return Response(status_code=204, headers=_etag(draft))
    return _answer(draft, editing.count(session, job.id))


@router.post("/{job_id}/approve", operation_id="approve_job", response_model=schema.Job)
async def approve_job(request: Request, job_id: JobId, who: Asker) -> Response:
    """Write the outputs from the drafts and end the job."""
    job = await thread_pools.run(thread_pools.LARGE, reviews.approve, who, job_id)
    return await thread_pools.read(_job, request, job)


@router.post(
    "/{job_id}/send-back",
    operation_id="send_job_back",
    response_model=schema.Job,
    status_code=202,
    openapi_extra=_SEND_BACK,
)
async def send_job_back(request: Request, job_id: JobId, who: Asker) -> Response:
    """Queue the work before the editing again; a JSON body changes parameters first, and may have a note."""
    _, changes = await request_bodies.json_object(request)
    note = _note(changes.pop("note", ""))
    await addresses.check_beside(changes)
    job = await in_transaction(
        lambda session: editing.send_back(session, who, lookup.get(session, who, job_id), changes, note)
    )
    return await thread_pools.read(_job, request, job, 202)


def _note(value: Any) -> str:
    if isinstance(value, str) and len(value) <= NOTE_LENGTH:
        return value.strip()
    raise Invalid(
        f"The note has to be a text of at most {NOTE_LENGTH:,} characters.",
        hint="Say in a few words why the job is sent back.",
        errors=[{"field": "note", "message": f"at most {NOTE_LENGTH} characters"}],
    )


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
    return json_answer(head, headers=_etag(draft))


def _etag(draft: CaptionDraft) -> dict[str, str]:
    return {"etag": f'"{draft.version}"'}


def _job(request: Request, job: Job, status: int = 200) -> Response:
    with read_scope() as session:
        return json_answer(rendering.job_json(session, job, base_url(request)), status)
