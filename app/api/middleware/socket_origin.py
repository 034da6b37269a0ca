"""Origin check of the page's WebSocket, against cross-site WebSocket hijacking."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.log import logger
from app.core.settings import get_settings

_SOCKET = "/_event"
_POLICY_VIOLATION = 1008
_HINT = (
    "If this is your own page: let the proxy keep the Host of the browser, or set CUEDECK_PUBLIC_URL to the "
    "address that browsers use."
)


class OriginGuard:
    """ASGI middleware: refuses a socket handshake whose Origin is neither our host nor an allowed one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let everything else pass; a browser always names the origin of a socket."""
        if (
            scope["type"] not in ("http", "websocket")
            or not scope["path"].startswith(_SOCKET)
            or is_ours(Headers(scope=scope))
        ):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            logger().warning("foreign_socket", origin=Headers(scope=scope).get("origin"), hint=_HINT)
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b"This page may not open our socket."})


def is_ours(headers: Headers) -> bool:
    """Whether a handshake comes from our own pages, or from a program, which names no origin."""
    origin = headers.get("origin")
    if origin is None:
        return True
    settings = get_settings()
    allowed = {headers.get("host"), urlsplit(settings.public_url).netloc}
    allowed |= {urlsplit(other).netloc or other for other in settings.allowed_origins}
    return urlsplit(origin).netloc in allowed - {"", None}
