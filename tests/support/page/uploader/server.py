"""A stand-in for POST /v1/uploads beside the built page. What it does depends on the name of the file."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote


@dataclass
class Uploads:
    """What arrived, and the means to hold it up."""

    requests: list[dict[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    # Files named "slow..." wait for it, those named "cut..." fail until it is set.
    go: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Handler(SimpleHTTPRequestHandler):
    """Serves the page and takes uploads."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, uploads: Uploads, **kwargs: object) -> None:
        self.uploads = uploads
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        name, uploads = unquote(self.headers["X-File-Name"]), self.uploads
        with uploads.lock:
            uploads.at_once += 1
            uploads.most_at_once = max(uploads.most_at_once, uploads.at_once)
        try:
            if name.startswith("slow"):
                uploads.go.wait(30)
            body = self.rfile.read(int(self.headers["Content-Length"]))
        finally:
            with uploads.lock:
                uploads.at_once -= 1
        attempt = sum(request["name"] == name for request in uploads.requests) + 1
        uploads.requests.append({"name": name, "path": self.path, **dict(self.headers.items())})
        self._answer(name, body, attempt)

    def _answer(self, name: str, body: bytes, attempt: int) -> None:
        if name.startswith("refused") and attempt == 1:
            problem = {"title": "No", "detail": "This file is empty.", "hint": "Choose another."}
            self._send(422, json.dumps(problem).encode())
        elif name.startswith("garbled"):
            self._send(200, b"<html>somebody else</html>")
        elif name.startswith("away") and not self.uploads.go.is_set():
            self._send(502, b"<html>bad gateway</html>")
        elif name.startswith("cut") and not self.uploads.go.is_set():
            self.close_connection = True  # not only once: a browser may send it again by itself
            self.connection.close()
        else:
            upload = {
                "upload_id": f"up-{name}",
                "file_name": name,
                "size": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
                "inspection": {"kind": "captions"},
            }
            self._send(201, json.dumps(upload).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def serve(folder: Path) -> tuple[ThreadingHTTPServer, Uploads]:
    """A server of the built page in `folder` on a free port, already running in a thread."""
    uploads = Uploads()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, uploads=uploads, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, uploads
