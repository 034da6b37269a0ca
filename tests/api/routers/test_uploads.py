"""Uploads stop at their limit while they stream, and leave nothing behind."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.product import CAPTIONS_ONLY, Product, start, stop, wait_for

pytestmark = pytest.mark.server
LIMIT = 300_000


@pytest.fixture(scope="module")
def small() -> Iterator[Product]:
    """An instance that accepts little."""
    with tempfile.TemporaryDirectory() as folder:
        running = start(Path(folder) / "data", CUEDECK_LIMITS__UPLOAD_BYTES=str(LIMIT), **CAPTIONS_ONLY)
        yield running
        stop(running)


def files(product: Product) -> list[Path]:
    return [path for path in (product.data_dir / "files").rglob("*") if path.is_file()]


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 10_000):
        yield b"x" * 10_000


def test_a_stream_over_the_limit(small: Product) -> None:
    with small.client() as api:
        for body in (chunks(LIMIT * 2), b"x" * (LIMIT + 1)):
            answer = api.post("/v1/uploads", content=body)
            assert answer.status_code == 413
            assert answer.json()["code"] == "file_too_large"
        form = api.post("/v1/jobs", files={"source": ("a.srt", b"x" * (LIMIT + 2_000_000))})
        assert (form.status_code, form.json()["code"]) == (413, "file_too_large")
        refused = api.get(f"/v1/jobs/{form.json()['job_id']}").json()
        assert refused["stage"] == "rejected"
    assert files(small) == []


def test_at_the_limit(small: Product) -> None:
    with small.client() as api:
        assert api.post("/v1/uploads", content=b"x" * LIMIT).status_code == 201


def test_a_broken_connection_leaves_nothing(small: Product) -> None:
    before = len(files(small))
    host, port = small.base_url.removeprefix("http://").split(":")
    head = f"POST /v1/uploads HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {small.key}\r\n"
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall((head + "Content-Length: 200000\r\n\r\n").encode() + b"x" * 50_000)
        wait_for(lambda: len(files(small)) == before + 1, 10, "the part file")
    wait_for(lambda: len(files(small)) == before, 10, "the part file to go")


def test_other_sites_cannot_use_the_cookie(small: Product) -> None:
    login = {"email": small.email, "password": small.password}
    with httpx.Client(base_url=small.base_url) as browser:
        assert browser.post("/auth/sign-in", data={**login, "password": "wrong"}).headers["location"] == (
            "/sign-in?error=1&next=%2F"
        )
        answer = browser.post("/auth/sign-in", data={**login, "next": "//evil.example"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "HttpOnly" in answer.headers["set-cookie"]
        assert browser.get("/v1/jobs").status_code == 200
        foreign = {"origin": "https://evil.example"}
        assert browser.post("/v1/uploads", content=b"x", headers=foreign).status_code == 403
        assert browser.post("/auth/sign-out", headers=foreign).status_code == 403
        assert (
            browser.post("/v1/uploads", content=b"x", headers={"origin": small.base_url}).status_code == 201
        )
        browser.post("/auth/sign-out")
        assert browser.get("/v1/jobs").status_code == 401
