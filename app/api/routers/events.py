"""Events: one job's as a stream until it ends; the account's as a stream, or as a list to catch up from."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request
from sqlmodel import Session
from starlette.responses import Response, StreamingResponse

from app.api.authentication import Asker, still_allowed
from app.api.downloads.event_stream import EventStream
from app.api.json_responses import base_url, json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import JobId
from app.core.db import in_read, read_scope
from app.core.events import hub
from app.core.limits import shared_read
from app.services.access import Principal
from app.services.jobs import event_feed, lookup, rendering
from app.services.jobs.schema import Event, EventPage, Job
from models.stages import Stage, words

router = APIRouter(prefix="/v1", tags=["Events"], responses=PROBLEMS)
_KEEP_ALIVE_SECONDS = 15
_BATCH = 200
_LARGEST = 2**63 - 1
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
        "description": "Events named job.created … job.failed, each with the job's JSON as its data.",
    }
}


@router.get(
    "/jobs/{job_id}/events",
    operation_id="stream_job_events",
    response_class=StreamingResponse,
    responses=_STREAM,
)
async def stream_job_events(request: Request, job_id: JobId, who: Asker) -> StreamingResponse:
    """A job's JSON now and after every change; the stream ends with the job."""
    await in_read(lambda session: lookup.get(session, who, job_id))
    stream = _job_stream(request, who, job_id)
    return EventStream(request, who, stream)


async def _job_stream(request: Request, who: Principal, job_id: str) -> AsyncIterator[bytes]:
    async with hub.listen(who.account_id, job_id, side=who.side) as queue:
        while await still_allowed(request):
            body, ended = await _now(who, job_id, base_url(request))
            yield body
            if ended:
                return
            while not await _changed(queue):
                if not await still_allowed(request):
                    return
                yield b": still here\n\n"


async def _changed(queue: asyncio.Queue[dict[str, Any]], seconds: float = _KEEP_ALIVE_SECONDS) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await queue.get()
    except TimeoutError:
        return False
    while not queue.empty():  # several changes at once are told by the newest state
        queue.get_nowait()
    return True


async def _now(who: Principal, job_id: str, base: str) -> tuple[bytes, bool]:
    """A job's message, and whether it is the last; read once for all who were woken by the same event."""

    def read(session: Session) -> tuple[bytes, bool]:
        job = lookup.get(session, who, job_id)
        event = words(Stage(job.stage), job.stages).event or "job.draft"
        body = rendering.job_json(session, job, base)
        return message(event, body), body["status"] in ("completed", "failed")

    key = ("job", who.account_id, who.side, job_id, base, hub.heard)
    return await shared_read.shared(key, lambda: in_read(read))


def message(name: str, body: Job | Event) -> bytes:
    """One message of an event stream."""
    return f"event: {name}\ndata: ".encode() + orjson.dumps(body) + b"\n\n"


@router.get(
    "/events",
    operation_id="list_events",
    response_model=EventPage,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
def list_events(
    request: Request,
    who: Asker,
    after: Annotated[int, Query(ge=0, le=_LARGEST, description="The last id you have; 0 for all")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many events at most.")] = 100,
    last_event_id: Annotated[str | None, Header(description="As a browser sends it on reconnect")] = None,
) -> Response:
    """Everything that happened to your jobs, oldest first, after an event id: what a webhook missed.

    With `Accept: text/event-stream` the same as a stream that stays open; it begins with what happened after
    `after` or `Last-Event-ID`, or with what happens from now on.
    """
    if "text/event-stream" in request.headers.get("accept", ""):
        first = _first_wanted(last_event_id, after if "after" in request.query_params else None)
        stream = _account_stream(request, who, first)
        return EventStream(request, who, stream)
    with read_scope() as session:
        items, more = event_feed.events_after(session, who, after, limit)
    following = items[-1]["id"] if items else after
    return json_answer({"items": items, "next_after": following, "has_more": more})


def _first_wanted(last_event_id: str | None, after: int | None) -> int | None:
    if last_event_id is not None and last_event_id.isascii() and last_event_id.isdigit():
        return min(int(last_event_id[:20]), _LARGEST)
    return after


async def _following(who: Principal, last: int) -> tuple[list[bytes], int, bool]:
    """The messages of events after `last`, the id of the newest, and whether there are more."""

    def read(session: Session) -> tuple[list[bytes], int, bool]:
        items, more = event_feed.events_after(session, who, last, _BATCH)
        lines = [f"id: {item['id']}\n".encode() + message(item["event"], item) for item in items]
        return lines, items[-1]["id"] if items else last, more

    key = ("account", who.account_id, who.side, last, hub.heard)
    return await shared_read.shared(key, lambda: in_read(read))


async def _account_stream(request: Request, who: Principal, last: int | None) -> AsyncIterator[bytes]:
    seconds = _KEEP_ALIVE_SECONDS if event_feed.in_order() else event_feed.POLL_SECONDS
    async with hub.listen(who.account_id, side=who.side) as queue:
        if last is None:
            last = await in_read(lambda session: event_feed.newest(session, who))
        yield b": listening\n\n"
        while await still_allowed(request):
            more = True
            while more:
                lines, last, more = await _following(who, last)
                for line in lines:
                    yield line
            if not await _changed(queue, seconds):
                yield b": still here\n\n"
