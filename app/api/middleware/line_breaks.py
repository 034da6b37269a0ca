"""Line breaks in paths, which no mount matches: they stay percent-encoded, so that the API answers."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class LineBreaks:
    """ASGI middleware right around the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on `%0A` for a line break, because the pattern of a Starlette mount ends at one."""
        if "\n" in scope.get("path", ""):
            scope = {**scope, "path": scope["path"].replace("\n", "%0A")}
        await self._app(scope, receive, send)
