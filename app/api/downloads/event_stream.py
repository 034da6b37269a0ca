"""Event streams as answers: counted for a side of an account, and ended at once when the key is revoked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.authentication import key_text, still_allowed
from app.core.limits.open_slots import OpenSlots
from app.core.settings import get_settings
from app.services.access import Principal

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_KEY_SECONDS, _COOKIE_SECONDS = 1.0, 5.0
"""How often it is asked whether the stream may go on; for a key, at most every other time in the database."""
_slots = OpenSlots("event streams", "OPEN_STREAMS")


class EventStream(StreamingResponse):
    """Server-Sent Events for `who`, for as long as they may read them."""

    def __init__(self, request: Request, who: Principal, messages: AsyncIterator[bytes]) -> None:
        super().__init__(messages, media_type="text/event-stream", headers=_HEADERS)
        self._request, self._who = request, who

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the messages end, the client goes, or access does. RateLimited over the limit."""
        with _slots.taken(self._who.scope, get_settings().limits.open_streams):
            stream = asyncio.create_task(super().__call__(scope, receive, send))
            watch = asyncio.create_task(self._until_revoked())
            try:
                await asyncio.wait((stream, watch), return_when=asyncio.FIRST_COMPLETED)
            finally:
                watch.cancel()
            if stream.done():
                await stream
                return
            stream.cancel()
            await asyncio.wait((stream,))
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _until_revoked(self) -> None:
        pause = _KEY_SECONDS if key_text(self._request) else _COOKIE_SECONDS
        while await still_allowed(self._request):
            await asyncio.sleep(pause)
