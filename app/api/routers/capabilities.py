"""GET /v1/capabilities: the engines, caption formats and options that work on this installation."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as PathParameter
from starlette.responses import Response

from app.api.authentication import Asker
from app.api.json_responses import json_answer
from app.api.openapi.document import PROBLEMS
from app.api.route_parameters import WAV
from app.api.schemas.capabilities import Capabilities
from app.core.db import read_scope
from app.core.limits import thread_pools
from app.services.dispatch import workers
from app.services.engines import capabilities, voice_previews

router = APIRouter(prefix="/v1/capabilities", tags=["Capabilities"], responses=PROBLEMS)
_one_voice = asyncio.Lock()
"""A model takes hundreds of megabytes, and whoever waits here must not hold a thread that others need."""


@router.get("", operation_id="get_capabilities", response_model=Capabilities)
async def get_capabilities(_who: Asker) -> Response:
    """Job types with the reason where one does not work here, and every caption format with its options."""
    return json_answer(await thread_pools.read(_describe))


def _describe() -> dict[str, Any]:
    with read_scope() as session:
        unserved = workers.unserved(session)
    return capabilities.describe(unserved)


@router.get(
    "/voices/{voice}/sample",
    operation_id="get_voice_sample",
    response_class=Response,
    responses={
        200: {
            "content": {"audio/wav": WAV},
            "description": "The voice, as a WAV file.",
        }
    },
)
async def get_voice_sample(
    voice: Annotated[str, PathParameter(description="A voice's id, as /v1/capabilities lists it.")],
    _who: Asker,
    engine: Annotated[str, Query(max_length=60, description="A voice engine; the first that is ready.")] = "",
    text: Annotated[str, Query(max_length=200, description="What to say; a sentence of its language.")] = "",
) -> Response:
    """Hear a voice before choosing it."""
    async with _one_voice:
        sound = await thread_pools.run(thread_pools.LARGE, voice_previews.sample, engine, voice, text)
    return Response(sound, media_type="audio/wav", headers={"cache-control": "private, max-age=3600"})
