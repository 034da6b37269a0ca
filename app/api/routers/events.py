"""Server-Sent Events: one job until it ends, or every job of the account."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from app.api.answers import base_url
from app.api.openapi import PROBLEMS
from app.api.principals import Asker
from app.core.db import read_scope
from app.core.events import hub
from app.services import jobs, rendering
from models.stages import Stage, words

router = APIRouter(prefix="/v1", tags=["Events"], responses=PROBLEMS)
_KEEP_ALIVE_SECONDS = 15
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": "Events named job.created … job.failed"}
}


@router.get("/jobs/{job_id}/events", operation_id="stream_job_events", responses=_STREAM)
async def stream_job_events(request: Request, job_id: str, who: Asker) -> StreamingResponse:
    """A job's JSON now and after every change; the stream ends with the job."""
    with read_scope() as session:
        jobs.get_for(session, who, job_id)
    stream = _job_stream(who.account_id, job_id, base_url(request))
    return StreamingResponse(stream, media_type="text/event-stream", headers=_HEADERS)


async def _job_stream(account_id: str, job_id: str, base: str) -> AsyncIterator[bytes]:
    async with hub.listen(account_id, job_id) as queue:
        while True:
            body, event = _now(account_id, job_id, base)
            yield _event(event, body)
            if body["status"] in ("completed", "failed"):
                return
            while not await _changed(queue):
                yield b": still here\n\n"


async def _changed(queue: asyncio.Queue[dict[str, Any]]) -> bool:
    try:
        async with asyncio.timeout(_KEEP_ALIVE_SECONDS):
            await queue.get()
    except TimeoutError:
        return False
    while not queue.empty():  # several changes at once are told by the newest state
        queue.get_nowait()
    return True


def _now(account_id: str, job_id: str, base: str) -> tuple[dict[str, Any], str]:
    with read_scope() as session:
        job = jobs.get(session, account_id, job_id)
        event = words(Stage(job.stage), job.stages).event or "job.draft"
        return rendering.job_json(session, job, base), event


def _event(name: str, body: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: ".encode() + orjson.dumps(body) + b"\n\n"
