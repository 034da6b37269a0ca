"""A real S3 server for tests: nanio, which checks signatures as AWS does and keeps a bucket as a folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.core.security import random_text
from app.core.settings import get_settings
from app.core.settings.s3 import S3
from app.core.storage import storage
from tests.support.product import ROOT, free_port, wait_for

ACCESS_KEY, SECRET_KEY, BUCKET = "cuedeck-tests", "a-secret-for-tests", "bucket"
KEYS = {"NANIO_ACCESS_KEY": ACCESS_KEY, "NANIO_SECRET_KEY": SECRET_KEY}


@dataclass(frozen=True, slots=True)
class S3Server:
    """A running server; what is in its bucket lies in `folder`."""

    endpoint: str
    folder: Path
    process: subprocess.Popen[bytes]

    def settings(self, prefix: str = "", **more: Any) -> S3:
        """The settings of an instance that keeps its files there."""
        given = {"access_key_id": ACCESS_KEY, "secret_access_key": SECRET_KEY, "prefix": prefix}
        return S3(**{"bucket": BUCKET, "endpoint": self.endpoint, **given, **more})

    def environment(self, prefix: str = "", **more: Any) -> dict[str, str]:
        """The same as variables."""
        settings = self.settings(prefix, **more).model_dump(exclude_unset=True)
        return {f"CUEDECK_S3__{name.upper()}": str(value) for name, value in settings.items()}


def command_for_pages(folder: Path, host: str, port: int) -> list[str]:
    """The same of a server whose buckets have CORS rules: pages of every origin may PUT."""
    return [sys.executable, "-m", "tests.support.servers.s3_for_pages", str(folder), host, str(port)]


def command(folder: Path, host: str, port: int) -> list[str]:
    """The server's command line; the folders in `folder` are its buckets, and KEYS its environment."""
    place = ("--data-dir", str(folder), "--host", host, "--port", str(port))
    return [sys.executable, "-m", "nanio", "serve", *place, "--no-access-log"]


@contextmanager
def s3_server(
    command_of: Callable[[Path, str, int], list[str]] | None = None,
) -> Iterator[S3Server]:
    """A server with an empty bucket, started by `command_of` or as usual."""
    host, port = "127.0.0.1", free_port()
    with tempfile.TemporaryDirectory(prefix="cuedeck-s3-") as name:
        folder = Path(name) / BUCKET
        folder.mkdir()
        with (Path(name) / "log").open("wb") as log:
            process = subprocess.Popen(
                (command_of or command)(Path(name), host, port),
                cwd=ROOT,
                env={**os.environ, **KEYS},
                stdout=log,
                stderr=log,
            )
        server = S3Server(f"http://{host}:{port}", folder, process)
        try:
            wait_for(lambda: _answers(server.endpoint), 30, "the S3 server")
            yield server
        finally:
            process.kill()
            process.wait()


def _answers(endpoint: str) -> bool:
    try:
        return httpx.get(endpoint, timeout=2).status_code > 0
    except httpx.TransportError:
        return False


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
def bucket(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    """This process keeps its files in the bucket, below a prefix of this test."""
    monkeypatch.setattr(get_settings(), "s3", s3.settings(random_text(8)))
    storage.cache_clear()
    yield s3
    monkeypatch.undo()
    storage.cache_clear()
