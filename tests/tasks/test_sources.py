"""Sources given as an address: fetched where that is allowed, refused with their own message where not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.support.product import Product

pytestmark = pytest.mark.server

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"
ANSWERS = {
    "/film.srt": (200, "application/x-subrip", SRT),
    "/expired.srt": (403, "application/xml", b"<Error><Code>AccessDenied</Code></Error>"),
    "/login.srt": (200, "text/html", b"<!doctype html><title>Sign in</title>"),
    "/gone.srt": (404, "text/plain", b"no"),
}


class Files(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, kind, body = ANSWERS.get(self.path.split("?")[0], (302, "text/plain", b""))
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        if status == 302:
            self.send_header("location", "http://169.254.169.254/latest/meta-data/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def convert(product: Product, address: str) -> dict[str, Any]:
    with product.client() as api:
        answer = api.post("/v1/jobs?wait=30", json={"media_path": address, "target_profile": "WebVTT"})
    job: dict[str, Any] = answer.json()
    return job


def test_a_fetched_source(studio: Product, files: str) -> None:
    job = convert(studio, f"{files}/film.srt?signature=1")
    assert (job["status"], job["source_name"]) == ("completed", "film.srt")
    assert job["source_url"] == f"{files}/film.srt?signature=1"
    form = {"source": (None, f"{files}/film.srt"), "config": (None, '{"target_profile": "WebVTT"}')}
    with studio.client() as api:
        assert api.post("/v1/jobs?wait=30", files=form).json()["status"] == "completed"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/expired.srt?X-Amz-Expires=60&X-Amz-Signature=0", "source_expired"),
        ("/login.srt", "source_wrong_type"),
        ("/gone.srt", "source_not_found"),
        ("/redirect", "source_forbidden_address"),
    ],
)
def test_each_failure_has_its_own_message(studio: Product, files: str, path: str, code: str) -> None:
    job = convert(studio, files + path)
    assert (job["status"], job["error_code"]) == ("failed", code)
    assert job["error_message"]
    assert job["error_hint"]
    assert job["credits_charged"] == 0


def test_private_addresses_are_refused(product: Product, files: str) -> None:
    for address in (f"{files}/film.srt", "http://[::1]:1/x", "http://2130706433/x", "http://0x7f.1/x"):
        assert convert(product, address)["error_code"] == "source_forbidden_address"
