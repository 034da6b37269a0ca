"""What a job can show and play: media with ranges, captions as WebVTT, waveforms; the page's player asks."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.downloads import file_responses
from app.api.json_responses import json_answer
from app.api.language import message, with_messages
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import BINARY, JobId
from app.core.db import in_read
from app.core.limits import thread_pools
from app.core.limits.turns import CAPTION_WORK
from app.services.playback import captions, overview, schema

router = APIRouter(prefix="/v1/jobs", tags=["Playback"], responses=PROBLEMS)
_NAME = r"^(source|second|given|draft-\d{1,4}|output-\d{1,4})$"
_TEXT = "What is asked for, by its `item` in the answer of /playback."
Item = Annotated[str, Path(pattern=_NAME, description=_TEXT)]
AskedItem = Annotated[str, Query(pattern=_NAME, description=_TEXT)]
Version = Annotated[
    str,
    Query(
        pattern=r"^(original|proxy|sound-[0-7])$",
        description="original, proxy (made for browsers) or sound-N (a sound track by itself).",
    ),
]
_CONTENT = {"*/*": {"schema": BINARY, "example": "....ftypisom...."}}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": _CONTENT},
    206: {"description": "The asked range of it.", "content": _CONTENT},
    304: {"description": "The client has it already."},
    410: {"description": "The files of the job were removed."},
    416: {"description": "The file has no such range."},
}
_VTT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The captions.",
        "content": {"text/vtt": {"schema": {"type": "string"}, "example": "WEBVTT\n"}},
    },
    410: {"description": "The files of the job were removed."},
}


@router.get("/{job_id}/playback", operation_id="get_playback", response_model=schema.Playback)
async def get_playback(request: Request, job_id: JobId, who: Asker) -> Response:
    """What a job can show and play. What a worker has to prepare for that is begun by asking."""
    found = await asyncio.to_thread(overview.of_job, who, job_id)
    media = await with_messages(request, found["media"], "problem")
    reason = message(request, found["waiting_reason"] or "") or None
    return json_answer({**found, "media": media, "waiting_reason": reason})


@router.get("/{job_id}/media/{item}", operation_id="play_media", response_class=Response, responses=_FILE)
def play_media(
    request: Request, job_id: JobId, item: Item, who: Asker, version: Version = overview.ORIGINAL
) -> Response:
    """A media file of a job, whole or in ranges."""
    file = overview.media_file(who, job_id, item, version)
    return file_responses.stored(request, file.storage_key, file.version, file.file_name, file.media_type)


@router.get("/{job_id}/peaks", operation_id="get_peaks", response_model=schema.PeaksAnswer)
async def get_peaks(job_id: JobId, item: AskedItem, who: Asker) -> Response:
    """The waveform of a media file of a job."""
    return json_answer(await asyncio.to_thread(overview.peaks, who, job_id, item))


@router.get("/{job_id}/shots", operation_id="get_shots", response_model=schema.ShotsAnswer)
async def get_shots(job_id: JobId, item: AskedItem, who: Asker) -> Response:
    """Where the picture of a film of a job cuts."""
    return json_answer(await asyncio.to_thread(overview.shots, who, job_id, item))


@router.get("/{job_id}/captions.vtt", operation_id="get_webvtt", response_class=Response, responses=_VTT)
async def get_webvtt(job_id: JobId, item: AskedItem, who: Asker) -> Response:
    """Captions of a job as WebVTT, whatever format they are stored in."""
    async with CAPTION_WORK.taken(who.account_id):
        file, asked = await in_read(lambda session: captions.find(session, who, job_id, item))
        body = await thread_pools.run(file.size, captions.webvtt, file, asked)
    return Response(body, media_type="text/vtt", headers={"cache-control": "private, no-cache"})
