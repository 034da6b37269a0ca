"""A stand-in for /v1/uploads/tus beside the built page. What it does depends on the name of the file."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HALF = 1_000_000
"""Bytes that are kept of a file named "break..." before its connection is closed."""


@dataclass
class Upload:
    """A file on its way, or whole."""

    name: str
    length: int
    body: bytearray = field(default_factory=bytearray)


@dataclass
class Uploads:
    """What arrived, and the means to hold it up."""

    requests: list[dict[str, str]] = field(default_factory=list)
    files: dict[str, Upload] = field(default_factory=dict)
    at_once: int = 0
    most_at_once: int = 0
    # Files named "slow..." wait for it, those named "cut...", "away..." or "break..." fail until it is set.
    go: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sent(self, method: str) -> list[dict[str, str]]:
        """The requests of a method."""
        return [request for request in self.requests if request["method"] == method]


class Handler(SimpleHTTPRequestHandler):
    """Serves the page and takes uploads."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, uploads: Uploads, **kwargs: object) -> None:
        self.uploads = uploads
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_POST(self) -> None:
        encoded = self.headers["Upload-Metadata"].split()[1]
        upload = Upload(base64.b64decode(encoded).decode(), int(self.headers["Upload-Length"]))
        attempt = self._note(upload.name)
        body = self._body(upload.name)
        if body is None:
            return
        if upload.name.startswith("refused") and attempt == 1:
            problem = {"title": "No", "detail": "This file is empty.", "hint": "Choose another."}
            self._send(422, json.dumps(problem).encode())
        elif upload.name.startswith("garbled"):
            self._send(200, b"<html>somebody else</html>")
        else:
            upload.body += body
            self.uploads.files[f"up-{len(self.uploads.files)}"] = upload
            place = f"http://elsewhere.example/v1/uploads/tus/up-{len(self.uploads.files) - 1}"
            self._send(201, Location=place, **{"Upload-Offset": str(len(upload.body))})

    def do_HEAD(self) -> None:
        upload = self._known()
        if upload is not None:
            self._note(upload.name)
            figures = {"Upload-Offset": str(len(upload.body)), "Upload-Length": str(upload.length)}
            self._send(200, **figures)

    def do_PATCH(self) -> None:
        upload = self._known()
        if upload is None:
            return
        self._note(upload.name)
        if int(self.headers["Upload-Offset"]) != len(upload.body):
            self._send(409, b"{}")
            return
        body = self._body(upload.name, upload)
        if body is not None:
            upload.body += body
            self._send(204, **{"Upload-Offset": str(len(upload.body))})

    def do_DELETE(self) -> None:
        upload = self._known()
        if upload is not None:
            self._note(upload.name)
            del self.uploads.files[self.path.rpartition("/")[2]]
            self._send(204)

    def _known(self) -> Upload | None:
        found = self.uploads.files.get(self.path.rpartition("/")[2])
        if found is None:
            self._send(404, b"{}")
        return found

    def _note(self, name: str) -> int:
        request = {"name": name, "method": self.command, "path": self.path, **dict(self.headers.items())}
        self.uploads.requests.append(request)
        return sum((one["name"], one["method"]) == (name, self.command) for one in self.uploads.requests)

    def _body(self, name: str, upload: Upload | None = None) -> bytes | None:
        """What was sent; None when the name says that it does not arrive, or not all of it."""
        uploads = self.uploads
        with uploads.lock:
            uploads.at_once += 1
            uploads.most_at_once = max(uploads.most_at_once, uploads.at_once)
        try:
            if name.startswith("slow"):
                uploads.go.wait(30)
            if name.startswith("break") and upload is not None and not uploads.go.is_set():
                if len(upload.body) < HALF:
                    upload.body += self.rfile.read(HALF)
                self._hang_up()
                return None
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        finally:
            with uploads.lock:
                uploads.at_once -= 1
        if name.startswith("away") and not uploads.go.is_set():
            self._send(502, b"<html>bad gateway</html>")
            return None
        if name.startswith("cut") and not uploads.go.is_set():
            self._hang_up()
            return None
        return body

    def _hang_up(self) -> None:
        self.close_connection = True  # not only once: a browser may send it again by itself
        self.connection.close()

    def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Tus-Resumable", "1.0.0")
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
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
