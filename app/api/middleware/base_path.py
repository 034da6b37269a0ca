"""The base path: everything of ours lies below it, and the application itself knows nothing of it.

A request below CUEDECK_BASE_PATH goes on without it, so proxies pass addresses on as they are. `Location` and
the path of cookies get it back; addresses in bodies have it from the settings.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.message_page import message_page
from app.api.middleware.security_headers import SecurityHeaders
from app.core.settings import get_settings

_COOKIE_PATH = re.compile(rb"(;\s*path=)/(?!/)", re.IGNORECASE)
_ALSO_AT_THE_ROOT = ("/healthz", "/readyz", "/metrics")
"""For what looks after the process itself, and knows no path: supervisor, container, scraper."""


class BasePath:
    """ASGI middleware that takes the base path off; elsewhere is a page that names it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._outside = SecurityHeaders(_elsewhere)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Change nothing without a base path."""
        base, path = get_settings().base_path, scope.get("path", "")
        if not base or scope["type"] not in ("http", "websocket") or path in _ALSO_AT_THE_ROOT:
            await self._app(scope, receive, send)
        elif path.startswith(f"{base}/"):
            raw = scope.get("raw_path")
            inside = {**scope, "path": path[len(base) :], "raw_path": raw and raw[len(base) :]}
            await self._app(inside, receive, _outwards(send, base.encode(), _origin(scope)))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._outside(scope, receive, send)


async def _elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    base, query = get_settings().base_path, Request(scope).url.query
    if scope["path"] == base:
        answer: Response = RedirectResponse(f"{base}/?{query}" if query else f"{base}/", 308)
    else:
        hint = f"It is at {base}/. A proxy passes addresses on as they are, with {base} in them."
        answer = message_page("Cuedeck is at another address of this server.", hint, 404)
    await answer(scope, receive, send)


def _origin(scope: Scope) -> bytes:
    host = Headers(scope=scope).get("host", "")
    return f"{scope['scheme']}://{host}".encode("latin-1")


def _outwards(send: Send, base: bytes, origin: bytes) -> Send:
    async def send_with_base(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [
                (name, _header(name.lower(), value, base, origin)) for name, value in message["headers"]
            ]
            message = {**message, "headers": headers}
        await send(message)

    return send_with_base


def _header(name: bytes, value: bytes, base: bytes, origin: bytes) -> bytes:
    if name == b"location":
        path = value.removeprefix(origin)  # as a folder of the built page says where it begins
        within = path.startswith(b"/") and not path.startswith((b"//", base + b"/"))
        return value[: len(value) - len(path)] + base + path if within else value
    if name == b"set-cookie":
        return _COOKIE_PATH.sub(lambda found: found[1] + base + b"/", value)
    return value
