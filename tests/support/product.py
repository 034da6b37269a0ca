"""The really started product as a fixture: supervisor, Valkey, worker, dispatcher, web."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct horse battery"
EMAIL = "owner@example.com"
CAPTIONS_ONLY = {"CUEDECK_JOBS__QUEUES": '["captions"]'}
"""Settings of an instance that no media job is given: it starts faster without their workers."""

PLAIN = False
"""No certificates are read for what is asked without encryption: that takes longer than the answer."""


@dataclass
class Product:
    """One running instance."""

    base_url: str
    data_dir: Path
    key: str
    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    email: str = EMAIL
    password: str = PASSWORD
    log: Path = field(default_factory=Path)

    @property
    def origin(self) -> str:
        """What a browser says of where its page is from: the address without a base path."""
        return "/".join(self.base_url.split("/")[:3])

    def client(self, key: str | None = None) -> httpx.Client:
        headers = {"authorization": f"Bearer {key or self.key}"}
        return httpx.Client(base_url=self.base_url, headers=headers, timeout=60, verify=PLAIN)

    def cli(self, *arguments: str, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        env = {**self.environment, "CUEDECK_URL": self.base_url, "CUEDECK_API_KEY": self.key, **more}
        command = [sys.executable, "-m", "app.cli.main", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=env, check=check, capture_output=True, text=True, timeout=90
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data_dir: Path, *, port: int = 0, role: str = "up", **settings: str) -> Product:
    """Start an instance or its part, on a free port if none is given, and wait until it is ready."""
    port = port or free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CUEDECK_")},
        "CUEDECK_DATA_DIR": str(data_dir),
        "CUEDECK_PORT": str(port),
        "CUEDECK_OWNER_EMAIL": EMAIL,
        "CUEDECK_OWNER_PASSWORD": PASSWORD,
        "PYTHONPATH": str(ROOT),
        **settings,
    }
    log = data_dir.parent / f"{data_dir.name}.log"
    command = [sys.executable, "-m", "app.cli.main", role, "--tied"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=log.open("ab"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    below = settings.get("CUEDECK_BASE_PATH", "")
    product = Product(f"http://127.0.0.1:{port}{below}", data_dir, "", process, environment, log=log)
    wait_for(lambda: _ready(product), 180, f"the product to be ready; its log:\n{log}")
    product.key = _new_key(product)
    return product


def _new_key(product: Product) -> str:
    """As a person gets one: signed in, from the settings."""
    origin = {"origin": product.origin}
    with httpx.Client(base_url=product.base_url, headers=origin, timeout=60, verify=PLAIN) as person:
        form = {"email": product.email, "password": product.password}
        assert person.post("/auth/sign-in", data=form).status_code == 303
        return str(person.post("/v1/keys", json={"name": "tests"}).json()["key"])


def _ready(product: Product) -> bool:
    if product.process.poll() is not None:
        raise AssertionError(f"the product ended:\n{product.log.read_text()}")
    try:
        return httpx.get(f"{product.base_url}/readyz", timeout=2, verify=PLAIN).status_code == 200
    except httpx.TransportError:
        return False


def stop(product: Product) -> None:
    product.process.send_signal(signal.SIGTERM)
    try:
        product.process.wait(40)
    except subprocess.TimeoutExpired:
        product.process.kill()
        product.process.wait()


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until a condition holds; generous, because tests must not depend on the machine's speed."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    with tempfile.TemporaryDirectory(prefix="cuedeck-product-") as folder:
        running = start(Path(folder) / "data")
        yield running
        stop(running)
