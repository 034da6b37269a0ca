"""HTTP/1.1 as uvicorn speaks it, but for requests that offer to change to another protocol.

A server may pass over an `Upgrade` that it does not know (RFC 9110, 7.8) and answer the request as it is.
uvicorn answers it too, but takes the body for the other protocol's and loses it. Java's client offers HTTP/2
(`h2c`) with every first request.
"""

from __future__ import annotations

from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


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
    """Reads a request that offers an unknown protocol once more, without the offer."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._start_parser()

    def _start_parser(self) -> None:
        self.parser: _Parser = _Parser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn sets it

    def _should_upgrade(self) -> bool:
        """Whether uvicorn leaves the request alone and calls `handle_websocket_upgrade`."""
        return self._get_upgrade() is not None

    def handle_websocket_upgrade(self) -> None:
        """Change to WebSocket; any other offer is passed over."""
        if super()._should_upgrade():
            super().handle_websocket_upgrade()
            return
        head, rest = self._head_without_offer(), self.parser.rest
        self._start_parser()
        self.data_received(head + rest)

    def _head_without_offer(self) -> bytes:
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        kept = [name + b": " + value + b"\r\n" for name, value in self.headers if name != b"upgrade"]
        return b"%s %s HTTP/%s\r\n%s\r\n" % (method, self.url, version, b"".join(kept))
