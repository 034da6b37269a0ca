"""CORS for the origins in CUEDECK_ALLOWED_ORIGINS, which call the API with an API key.

The cookie of the page is never taken from there (app.api.authentication), and the page's socket has a guard
(app.api.middleware.socket_origin).
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import idempotency
from app.core.settings import get_settings

_API = ("/v1", "/job", "/d/", "/openapi.json")
_READABLE = (
    *("Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", idempotency.REPLAYED, "Location"),
    *("Retry-After", "Upload-Expires", "Upload-Length", "Upload-Offset", "Tus-Resumable"),
    *("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-Id"),
)
_A_DAY = 86_400


class CrossOrigin:
    """ASGI middleware around everything: Reflex answers every preflight of its own with 400."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = _WithoutCredentials(app)
        self._shared = CORSMiddleware(
            app,
            allow_origins=get_settings().origins,
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["*"],
            expose_headers=_READABLE,
            max_age=_A_DAY,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights, and name the origin that may read, under the API's addresses."""
        shared = scope["type"] == "http" and scope["path"].startswith(_API)
        await (self._shared if shared else self._plain)(scope, receive, send)


class _WithoutCredentials:
    """Takes back that cookies may come along, which Reflex says to every origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def without(message: Message) -> None:
            if message["type"] == "http.response.start":
                del MutableHeaders(scope=message)["access-control-allow-credentials"]
            await send(message)

        await self._app(scope, receive, without)
