"""HEAD requests: the status and headers of GET, without a body.

FastAPI has no HEAD for its GET routes. Where the two differ there is a route for each, left alone here: a
link counts what leaves it, a resumable upload says how far it is, and a sign-in link is used up by GET.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OURS = ("/v1/", "/job/", "/healthz", "/readyz", "/metrics", "/openapi.json")
_OWN = ("/v1/uploads/tus",)


class HeadRequests:
    """ASGI middleware around all that makes an answer; the log outside it still sees HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask as GET, and pass on only how the answer begins; a stream is ended there."""
        asked = scope["type"] == "http" and scope["method"] == "HEAD"
        if not asked or not scope["path"].startswith(_OURS) or scope["path"].startswith(_OWN):
            await self._app(scope, receive, send)
            return
        begun = asyncio.Event()

        async def no_body() -> Message:
            await begun.wait()
            return {"type": "http.disconnect"}

        async def head_only(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send({"type": "http.response.body", "body": b""})
                begun.set()

        await self._app({**scope, "method": "GET"}, no_body, head_only)
