"""Request id (also in every log line), rate-limit headers and default headers of responses.

And what every request leaves behind: one line in the log, and one for its account's developers if it had a
key; both without keys, tokens or query.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.middleware.security_headers import Header, with_defaults
from app.core import clock, telemetry
from app.core.log import logger
from app.services.accounts import request_log
from app.services.accounts.request_log import LoggedRequest

_OURS = ("/v1", "/job", "/d/", "/auth", "/openapi.json")
_SECRET = re.compile(r"^(/d/|/auth/link/).+")
_DEFAULTS = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,80}")


class RequestContext:
    """ASGI middleware (not BaseHTTPMiddleware, which costs a task and a queue for every request)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tag the request, then add the headers when its answer starts."""
        if scope["type"] != "http" or not scope["path"].startswith(_OURS):
            await self._app(scope, receive, send)
            return
        given = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"x-request-id"), "")
        request_id = given if _SAFE_ID.fullmatch(given) else secrets.token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)

        began, status = time.perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_ours(message["headers"], scope["state"])
            await send(message)

        try:
            with _span(scope, request_id) as span:
                await self._app(scope, receive, send_with_headers)
                if span is not None:
                    span.set_attribute("http.response.status_code", status)
                    span.update_name(_span_name(scope))
        finally:
            _log(scope, status, time.perf_counter() - began)


def _with_ours(headers: Iterable[Header], state: dict[str, Any]) -> list[Header]:
    told = {"X-Request-Id": state["request_id"], **state.get("answer_headers", {})}
    ours = {name.lower().encode("latin-1"): value.encode("latin-1") for name, value in told.items()}
    return with_defaults([*(each for each in headers if each[0] not in ours), *ours.items()], _DEFAULTS)


def _span(scope: Scope, request_id: str) -> AbstractContextManager[Any]:
    """The span of a request; where there are none, nothing is looked up for it."""
    if not telemetry.is_on():
        return nullcontext()
    return telemetry.span(_span_name(scope), _caller(scope), "SERVER", request_id=request_id)


def _span_name(scope: Scope) -> str:
    """The method and, once it is known, the route: a path has ids and tokens in it."""
    route = getattr(scope.get("route"), "path", "")
    return f"{scope['method']} {route}".strip()


def _caller(scope: Scope) -> str | None:
    """The span of the caller, if the request names one."""
    found = (value for name, value in scope["headers"] if name == b"traceparent")
    return next(found, b"").decode("latin-1") or None


def _log(scope: Scope, status: int, seconds: float) -> None:
    state, path, ms = scope["state"], _SECRET.sub(r"\1…", scope["path"])[:200], round(seconds * 1000, 1)
    who = state.get("principal")
    by = None if who is None else who.key_id or "page"
    logger().info("request", method=scope["method"], path=path, status=status, ms=ms, by=by)
    if who is None or who.key_id is None or not status:
        return
    client = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"user-agent"), "")
    request_log.record(
        who,
        LoggedRequest(
            at=clock.now().isoformat(timespec="milliseconds"),
            method=scope["method"],
            path=path,
            status=status,
            ms=ms,
            key_id=who.key_id,
            request_id=state["request_id"],
            code=state.get("problem_code", ""),
            client=client[:80],
        ),
    )
