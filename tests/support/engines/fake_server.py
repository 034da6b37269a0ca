"""A small HTTP server that answers as it is told and remembers what it was asked."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.http_server import serving


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class FakeServer:
    """`answers` are (status, body) or (status, body, headers); the last one is given again and again."""

    url: str
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    delay: float = 0.0

    def answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> "FakeServer":
        self.answers.append((status, body, headers or {}))
        return self


@contextmanager
def fake_server() -> Iterator[FakeServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            server.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            time.sleep(server.delay)
            status, content, headers = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            if callable(content):
                content = content(server.asked[-1])
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST

        def log_message(self, *_args: Any) -> None:
            pass

    server = FakeServer("")
    with serving(Handler) as port:
        server.url = f"http://127.0.0.1:{port}"
        yield server
