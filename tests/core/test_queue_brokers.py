"""The same product over a broker of one's own, by one setting: RabbitMQ, and a Valkey of others."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from app.supervisor import valkey
from tests.support.product import CAPTIONS_ONLY, free_port, start, stop, wait_for
from tests.support.programs import program

pytestmark = [pytest.mark.server, pytest.mark.slow]
SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=environment, start_new_session=True, **quiet)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def rabbitmq(tmp_path: Path) -> Iterator[str]:
    """The address of a RabbitMQ of our own."""
    # The one on the PATH runs the server as another user.
    server = program("rabbitmq-server", folder="/usr/lib/rabbitmq/bin")
    port, names = free_port(), str(free_port())
    environment = os.environ | {
        "HOME": str(tmp_path),  # Erlang keeps its cookie there
        "RABBITMQ_NODENAME": f"cuedeck{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(tmp_path / "data"),
        "RABBITMQ_LOG_BASE": str(tmp_path / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(tmp_path / "plugins"),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": names,
    }
    # Erlang's name server would be started as a daemon, and left behind.
    with running([program("epmd"), "-port", names], environment), running([server], environment) as process:
        wait_for(lambda: process.poll() is not None or listens(port), 60, "RabbitMQ")
        yield f"amqp://guest:guest@127.0.0.1:{port}//"


@pytest.fixture
def other_valkey(tmp_path: Path) -> Iterator[str]:
    """The address of a Valkey that listens on a port."""
    port = free_port()
    server = valkey.command(tmp_path / "unused.sock", tmp_path)[0]
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", ""]
    with running(command, dict(os.environ)):
        wait_for(lambda: listens(port), 20, "Valkey")
        yield f"redis://127.0.0.1:{port}/0"


def completes_a_job(**settings: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        product = start(Path(folder) / "data", **settings, **CAPTIONS_ONLY)
        try:
            with product.client() as api:
                for _ in range(3):
                    job = api.post("/v1/jobs?wait=30", files={"source": ("film.srt", SRT)}).json()
                    assert job["status"] == "completed"
        finally:
            stop(product)


def test_rabbitmq(rabbitmq: str) -> None:
    completes_a_job(CUEDECK_BROKER_URL=rabbitmq)


def test_a_valkey_of_others(other_valkey: str) -> None:
    completes_a_job(CUEDECK_BROKER_URL=other_valkey)
    with redis.Redis.from_url(other_valkey) as there:
        assert there.info("stats")["total_commands_processed"] > 20
