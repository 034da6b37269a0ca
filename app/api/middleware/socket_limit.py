"""Limit on the page's WebSockets: for each account, and for each address where nobody is signed in."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.authentication import COOKIE
from app.core.db import read_scope
from app.core.errors import RateLimited
from app.core.limits import thread_pools
from app.core.limits.open_slots import OpenSlots
from app.core.log import logger
from app.core.settings import get_settings
from app.services.accounts import sessions, sign_in_attempts

_TRY_AGAIN_LATER = 1013
_slots = OpenSlots("pages", "OPEN_SOCKETS")


class SocketLimit:
    """ASGI middleware: a socket over the limit is refused at its handshake."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count sockets for as long as they are open."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        owner, most = await _owner(scope)
        try:
            with _slots.taken(owner, most):
                await self._app(scope, receive, send)
        except RateLimited:
            logger().warning("too_many_sockets", owner=owner)
            await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})


async def _owner(scope: Scope) -> tuple[str, int]:
    limits = get_settings().limits
    secret = HTTPConnection(scope).cookies.get(COOKIE)
    account_id = await thread_pools.read(_account_of, secret) if secret else None
    if account_id is not None:
        return account_id, limits.open_sockets
    host = scope["client"][0] if scope.get("client") else ""
    return sign_in_attempts.network(host), limits.anonymous_sockets


def _account_of(secret: str) -> str | None:
    with read_scope() as session:
        account = sessions.account_for_session(session, secret)
    return account.id if account else None
