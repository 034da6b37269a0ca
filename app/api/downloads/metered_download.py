"""Metered downloads: the response of a link that counts the bytes that are really sent.

How many bytes an answer brings is read from its own headers when it starts, so no form of Range can ask for
more than is taken from the link.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.api.downloads.sent_by_proxy import SentByProxy
from app.core.db import read_scope, session_scope
from app.core.errors import AppError
from app.core.limits import thread_pools
from app.services.files import links
from models import Link

_WITH_CONTENT = (200, 206)


class MeteredDownload(Response):
    """`answer`, if `link` still pays for it, else what `refusal` makes of the error."""

    def __init__(
        self,
        answer: Response,
        link: Link,
        size: int,
        refusal: Callable[[AppError], Response],
        address: str = "",
    ) -> None:
        super().__init__()
        self._answer, self._link, self._size, self._refusal = answer, link, size, refusal
        self._address = address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the bytes before the first one leaves, and give back those that never left."""
        taken = sent = 0

        async def metered(message: Message) -> None:
            nonlocal taken, sent
            if message["type"] == "http.response.start":
                taken = await thread_pools.write(self._take, scope["method"], message)
                sent = taken if isinstance(self._answer, SentByProxy) else 0  # what fails there is not told
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._answer(scope, receive, metered)
        except AppError as error:
            await self._refusal(error)(scope, receive, send)
        finally:
            if taken > sent:
                await asyncio.shield(thread_pools.write(self._give_back, taken - sent))

    def _take(self, method: str, start: Message) -> int:
        if start["status"] not in _WITH_CONTENT:
            return 0
        brings = min(self._brings(start), self._size)
        size, wanted = max(self._size, 1), max(brings, 1)  # an empty file is a download too
        if method == "HEAD":
            with read_scope() as session:
                links.refuse_used_up(session.get_one(Link, self._link.id), wanted)
            return 0
        with session_scope() as session:
            links.take_bytes(session, self._link, size, wanted, self._address)
        return brings

    def _brings(self, start: Message) -> int:
        if isinstance(self._answer, SentByProxy):
            return self._answer.asked
        return int(Headers(raw=start["headers"])["content-length"])

    def _give_back(self, unsent: int) -> None:
        with session_scope() as session:
            links.return_bytes(session, self._link, unsent)
