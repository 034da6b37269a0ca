"""A webhook consumer for tests: keeps every request with its headers, and answers as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.http_server import serving


@dataclass(frozen=True)
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Receiver:
    """`answer` decides status and headers of each request; `accepted` are those answered with 2xx."""

    port: int
    answer: Callable[[Received], tuple[int, dict[str, str]]] = field(default=lambda _: (200, {}))
    seen: list[Received] = field(default_factory=list)
    accepted: list[Received] = field(default_factory=list)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def receiver(port: int = 0) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            got = Received(self.path, headers, body)
            made.seen.append(got)
            status, extra = made.answer(got)
            with suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                for name, value in extra.items():
                    self.send_header(name, value)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"ok")
            if 200 <= status < 300:
                made.accepted.append(got)

        def log_message(self, *_args: object) -> None: ...

    made = Receiver(port)
    with serving(Handler, port=port) as made.port:
        yield made
