"""Checks and fixes of cues while a person edits them: the server's rules, nothing is saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api import request_bodies
from app.api.authentication import Asker
from app.api.json_responses import json_answer
from app.api.language import with_messages
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import JobId
from app.api.schemas.drafts import CuesIn, Findings, Fixed, FixIn
from app.captions.conversion import editing as rules
from app.core.child_process import guarded_call
from app.core.db import in_read
from app.core.limits import thread_pools
from app.core.limits.turns import CAPTION_WORK
from app.core.settings import get_settings
from app.services.access import Principal
from app.services.files import uploads
from app.services.jobs import editing, lookup

router = APIRouter(prefix="/v1/jobs", tags=["Editing"], responses=PROBLEMS)
Index = Annotated[int, Query(ge=0, le=1000, description="Which output's draft; a language each.")]


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": False, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/{job_id}/draft/checks",
    operation_id="check_draft",
    response_model=Findings,
    openapi_extra=_body(CuesIn.model_json_schema()),
)
async def check_draft(request: Request, job_id: JobId, who: Asker, output: Index = 0) -> Response:
    """Check cues, or the saved draft, against a style guide. Nothing is saved."""
    findings = await _asked(request, who, job_id, output, rules.findings)
    return json_answer({"findings": await with_messages(request, findings, "message")})


@router.post(
    "/{job_id}/draft/fixes",
    operation_id="fix_draft",
    response_model=Fixed,
    openapi_extra=_body(FixIn.model_json_schema()),
)
async def fix_draft(request: Request, job_id: JobId, who: Asker, output: Index = 0) -> Response:
    """Fix cues, or those of the saved draft, by a style guide, and give them back. Nothing is saved."""
    return json_answer(await _asked(request, who, job_id, output, rules.fixed))


async def _asked(
    request: Request, who: Principal, job_id: str, output: int, rule: Callable[[str, str], Any]
) -> Any:
    async with CAPTION_WORK.taken(who.account_id):
        draft = await in_read(
            lambda session: editing.editable(session, lookup.get(session, who, job_id), output)
        )
        body = await request_bodies.text(request, get_settings().limits.caption_bytes)
        work = partial(guarded_call.run, rule, body, draft.document, bounds=uploads.caption_bounds())
        return await thread_pools.run(len(body) or len(draft.document), work)
