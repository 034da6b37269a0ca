"""Files that the proxy in front of us sends (X-Accel-Redirect, X-Sendfile) once everything was checked here.

What the request asks for is found out by our own file answer, as for HEAD: so a wrong range is refused as
ever, and links know how many bytes are to leave. The proxy reads `Range` itself.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from app.api.middleware.proxy_headers import THROUGH_PROXY
from app.core.settings import get_settings

PREFIX = "/_files/"
"""What the proxy has for the folder of files; deploy/ shows how."""

_WITH_CONTENT = (200, 206)
_OF_THE_BYTES = {b"content-length", b"content-range", b"etag", b"last-modified", b"accept-ranges"}
"""Headers that the proxy makes for the bytes that it sends."""


def may_send(request: Request) -> bool:
    """Whether a proxy brought this request that sends files; who came without one gets them from us."""
    return get_settings().send_files != "self" and bool(request.scope.get(THROUGH_PROXY))


class SentByProxy(FileResponse):
    """A file's answer without its bytes; `asked` is how many of them the proxy is to send."""

    asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head only."""

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in _WITH_CONTENT:
                message = self._head(message, scope["method"])
            await send(message)

        await super().__call__({**scope, "method": "HEAD"}, receive, send_head)

    def _head(self, start: Message, method: str) -> Message:
        length = next(int(value) for name, value in start["headers"] if name == b"content-length")
        self.asked = 0 if method == "HEAD" else length
        kept = [each for each in start["headers"] if each[0] not in _OF_THE_BYTES]
        return {**start, "status": 200, "headers": [*kept, _where(Path(self.path))]}


def _where(path: Path) -> tuple[bytes, bytes]:
    settings = get_settings()
    if settings.send_files == "x-sendfile":
        return b"x-sendfile", str(path.resolve()).encode()
    key = path.resolve().relative_to(settings.storage_dir.resolve())
    return b"x-accel-redirect", quote(f"{PREFIX}{key}").encode()
