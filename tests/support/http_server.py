"""A small HTTP server on the loopback interface for tests: paths to answers, and a list of what was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class LocalServer:
    """`routes` by path without query; `seen` collects "METHOD path"."""

    port: int
    routes: dict[str, Reply] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def reply(status: int = 200, body: bytes = b"", **headers: str) -> Reply:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "content_length" not in headers:
            handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return answer


def redirect(target: str, status: int = 302) -> Reply:
    return reply(status, b"", location=target)


@contextmanager
def local_server(host: str = "127.0.0.1") -> Iterator[LocalServer]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            server.seen.append(f"{self.command} {self.path}")
            server.bodies.append(self.rfile.read(int(self.headers.get("content-length", 0))))
            route = server.routes.get(self.path.split("?")[0], reply(404, b"no such thing"))
            with suppress(BrokenPipeError, ConnectionResetError):  # the client hung up on purpose
                route(self)

        do_GET = do_POST = do_HEAD = handle_any

        def log_message(self, *_args: object) -> None: ...

    server = LocalServer(0)
    with serving(Handler, host) as server.port:
        yield server


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Serve on a thread while the block lasts; yields the port, a free one unless one is given."""
    httpd = ThreadingHTTPServer((host, port), handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield httpd.server_address[1]
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()
