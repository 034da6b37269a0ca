"""Body limit: JSON bodies above the limit are refused on every route but file uploads.

A draft is a caption file, and may be as large as one.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.settings import get_settings

_STREAMED = ("/v1/uploads",)
_NO_STREAM = ("/v1/uploads/direct",)
_DRAFT = re.compile(r"/v1/jobs/[^/]+/draft(/|\Z)")
_MARGIN = 1 << 16  # routes that count for themselves, to the byte, come first and say more


class BodyLimit:
    """ASGI middleware that ends a body at the limit while it streams in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what is received, unless it is a file."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/") or _is_file(scope):
            await self._app(scope, receive, send)
            return
        left = _limit(scope) + _MARGIN

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, "The request body is too large; send files to POST /v1/uploads.")
            return message

        await self._app(scope, counted, send)


def _limit(scope: Scope) -> int:
    limits = get_settings().limits
    return limits.caption_bytes if _DRAFT.match(scope["path"]) else limits.json_bytes


def _is_file(scope: Scope) -> bool:
    kind = Headers(scope=scope).get("content-type", "")
    streamed = scope["path"].startswith(_STREAMED) and not scope["path"].startswith(_NO_STREAM)
    return streamed or kind.startswith("multipart/form-data")
