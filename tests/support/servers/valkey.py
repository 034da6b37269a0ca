"""A Valkey of the tests' own, on a free port."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from app.supervisor.valkey import _binary
from tests.support.product import free_port, wait_for


@contextmanager
def running_valkey() -> Iterator[str]:
    """The URL of a server that keeps nothing."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="cuedeck-valkey-") as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen([_binary(), *options], stdout=subprocess.DEVNULL)
        try:
            wait_for(lambda: _answers(port), 30, "Valkey")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    try:
        with redis.Redis(port=port) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False
