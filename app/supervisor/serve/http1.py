"""HTTP/1.1 as uvicorn speaks it, but for requests that offer to change to another protocol.

A server may pass over an `Upgrade` that it does not know (RFC 9110, 7.8) and answer the request as it is.
uvicorn answers it too, but takes the body for the other protocol's and loses it. Java's client offers HTTP/2
(`h2c`) with every first request.
"""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.core.log import logger
from app.core.security import NO_PAGE_POLICY, SECURITY_HEADERS
from app.core.settings import get_settings
from app.supervisor.serve.progress_watch import ProgressWatch

_SLOW = "Send faster, or in pieces: POST /v1/uploads/tus takes a file up where it was broken off."
_MALFORMED = "Check the request line, the header lines and the body's length."


class _Parser(httptools.HttpRequestParser):
    """Keeps what came behind the head of a request that offers another protocol."""

    rest = b""

    def feed_data(self, data: Any) -> None:
        try:
            super().feed_data(data)
        except httptools.HttpParserUpgrade as stop:
            self.rest = data[stop.args[0] :]
            raise


class Http1Protocol(HttpToolsProtocol):
    """Reads a request that offers an unknown protocol once more, without the offer; ends slow clients."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._start_parser()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Watch the connection until it ends."""
        super().connection_made(transport)
        self._watch = ProgressWatch(self, get_settings().limits.client_seconds, self._end_slow)
        self._watch.start()

    def connection_lost(self, exc: Exception | None) -> None:
        """Watch it no more."""
        self._watch.stop()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Note that a request has begun."""
        self._watch.begun += 1
        super().on_message_begin()

    def on_body(self, body: bytes) -> None:
        """Count what comes, and hand on a body that comes in one piece without a copy.

        uvicorn collects a body in a bytearray, which copies it, and copies it again to hand it on. Here its
        first piece stays the bytes that it is. When a second one comes both go into a bytearray after all:
        adding to bytes would copy all that came before, each time.
        """
        self._watch.received += len(body)
        held = self.cycle.body if self.cycle is not None else None  # none: it was for another protocol
        if held is not None and not held:
            self.cycle.body = b""  # type: ignore[assignment] # uvicorn only adds to it, and takes bytes of it
        elif isinstance(held, bytes):
            self.cycle.body = bytearray(held)
        super().on_body(body)

    def resume_writing(self) -> None:
        """Count how often the client has taken what waited for it."""
        self._watch.emptied += 1
        super().resume_writing()

    def _end_slow(self, what: str) -> None:
        """Tell a client that may still listen; one that reads nothing is cut off."""
        logger().info("slow_client", waiting_for=what, client=self.client and self.client[0])
        if what == "answer" or (self.cycle is not None and self.cycle.response_started):
            self.transport.abort()
            return
        if not self._watch.begun:  # a browser that connected in case it should need to
            self.transport.close()
            return
        self._refuse(408, "request_timeout", f"The {what} of the request did not come in time.", _SLOW)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP as the API refuses: problem JSON with the headers of every answer."""
        self._refuse(400, "malformed_request", "This is not a valid HTTP/1.1 request.", _MALFORMED)

    def _refuse(self, status: int, code: str, detail: str, hint: str) -> None:
        title = HTTPStatus(status).phrase
        problem = {"type": "about:blank", "title": title, "status": status}
        body = json.dumps(problem | {"detail": detail, "code": code, "hint": hint}).encode()
        headers = {
            **SECURITY_HEADERS,
            "content-security-policy": NO_PAGE_POLICY,
            "cache-control": "no-store",
            "content-type": "application/problem+json",
            "content-length": str(len(body)),
            "connection": "close",
        }
        lines = [f"HTTP/1.1 {status} {title}", *(f"{name}: {value}" for name, value in headers.items())]
        self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        self.transport.close()

    def _start_parser(self) -> None:
        self.parser: _Parser = _Parser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn sets it

    def _should_upgrade(self) -> bool:
        """Whether uvicorn leaves the request alone and calls `handle_websocket_upgrade`."""
        return self._get_upgrade() is not None

    def handle_websocket_upgrade(self) -> None:
        """Change to WebSocket; any other offer is passed over."""
        if super()._should_upgrade():
            self._watch.stop()
            super().handle_websocket_upgrade()
            return
        head, rest = self._head_without_offer(), self.parser.rest
        self._start_parser()
        self.data_received(head + rest)

    def _head_without_offer(self) -> bytes:
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        kept = [name + b": " + value + b"\r\n" for name, value in self.headers if name != b"upgrade"]
        return b"%s %s HTTP/%s\r\n%s\r\n" % (method, self.url, version, b"".join(kept))
