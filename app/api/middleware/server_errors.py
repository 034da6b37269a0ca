"""Unexpected exceptions as problem JSON with status 500, outages with 503, with every header.

Starlette's own handler of last resort stands outside all middleware, so its answer has none of their headers,
and it raises the error again, on which the server drops the connection and with it the client's next request.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import from_error, problem
from app.core.limits import outages
from app.core.log import logger

_DETAIL = "Something went wrong on our side."
_HINT = "Try again; if it stays, tell the owner of this server the request id."


class ServerErrors:
    """ASGI middleware inside those that add headers and outside everything that may fail."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 500 where the application failed before it answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if started:  # half an answer cannot be taken back: the client must see that it was cut off
                raise
            scope.setdefault("state", {})
            if (outage := outages.of(error)) is not None:
                logger().error(outage.code, path=scope["path"], error=str(error))
                await from_error(Request(scope), outage)(scope, receive, send)
                return
            logger().exception("request_failed", path=scope["path"], exc_info=error)
            await problem(Request(scope), 500, "server_error", _DETAIL, _HINT)(scope, receive, send)
