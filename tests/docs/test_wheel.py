"""The wheel without a checkout: `cuedeck up` in an empty folder serves the page and runs a job."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.support.product import CAPTIONS_ONLY, EMAIL, PASSWORD, ROOT, free_port, wait_for

pytestmark = [pytest.mark.server, pytest.mark.slow]
SRT = b"1\n00:00:01,000 --> 00:00:02,500\nHello\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's files, which come before the checkout's."""
    built, site = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("site")
    subprocess.run([ROOT / "scripts" / "release" / "wheel.sh", built], check=True, capture_output=True)
    assert sorted(path.suffix for path in built.iterdir()) == [".gz", ".whl"]
    (wheel,) = built.glob("*.whl")
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-qq",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
    ]
    subprocess.run([*install, str(wheel)], check=True)
    return site


def test_an_empty_folder_is_enough(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CUEDECK_")}
    environment = {
        **kept,
        **CAPTIONS_ONLY,
        "PYTHONPATH": str(installed),
        "CUEDECK_PORT": str(port),
        "CUEDECK_OWNER_EMAIL": EMAIL,
        "CUEDECK_OWNER_PASSWORD": PASSWORD,
    }
    command = [sys.executable, "-m", "app.cli.main", "up", "--tied"]
    log = tmp_path.parent / "wheel.log"
    with log.open("wb") as told:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=told, stderr=told)
    try:
        wait_for(lambda: _answers(address, process), 90, f"the installed product; its log: {log}")
        _works(address)
    finally:
        process.terminate()
        process.wait(60)
    assert [path.name for path in tmp_path.iterdir()] == [".data"]
    assert str(ROOT) not in log.read_text()


def _answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "it ended"
    try:
        return httpx.get(f"{address}/readyz", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def _works(address: str) -> None:
    with httpx.Client(base_url=address, headers={"origin": address}, timeout=60) as person:
        assert person.post("/auth/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 303
        page = person.get("/").text
        script = re.search(r'"(/assets/[^"]+\.js)"', page)
        assert script is not None, page[:500]
        assert person.get(script[1]).status_code == 200
        sent = person.post(
            "/v1/convert?wait=30", files={"source": ("a.srt", SRT)}, data={"target_profile": "WebVTT"}
        )
        assert sent.json()["status"] == "completed", sent.text
