"""The lines of a dub or voiceover, and a job that speaks some of them anew."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.authentication import Asker, channel
from app.api.json_responses import base_url, json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import JobId
from app.api.schemas.drafts import LinesIn, SpokenLines
from app.core.db import read_scope
from app.core.limits import thread_pools
from app.services.editor import respeaking
from app.services.editor.respeaking import Change
from app.services.jobs import rendering, schema
from models import Job

router = APIRouter(prefix="/v1/jobs", tags=["Editing"], responses=PROBLEMS)


@router.get("/{job_id}/lines", operation_id="list_spoken_lines", response_model=SpokenLines)
async def list_spoken_lines(job_id: JobId, who: Asker) -> Response:
    """What a completed dub or voiceover says, line by line, and in which voices."""
    spoken = await thread_pools.run(thread_pools.LARGE, respeaking.lines, who, job_id)
    return json_answer(asdict(spoken))


@router.post("/{job_id}/lines", operation_id="speak_lines_anew", response_model=schema.Job, status_code=202)
async def speak_lines_anew(request: Request, job_id: JobId, sent: LinesIn, who: Asker) -> Response:
    """Queue a voiceover that speaks these lines anew; the others are taken as they are recorded."""
    changes = [Change(**line.model_dump()) for line in sent.lines]
    speak = partial(respeaking.speak, who, job_id, channel(request), changes)
    job = await thread_pools.run(thread_pools.LARGE, speak)
    return await thread_pools.read(_answer, request, job)


def _answer(request: Request, job: Job) -> Response:
    with read_scope() as session:
        body = rendering.job_json(session, job, base_url(request))
    return json_answer(body, 202, {"location": f"/v1/jobs/{job.id}"})
