"""`cuedeck up` from outside: address, link, two instances side by side, clear refusals, no process left."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.stand_in_instance import ROOT

# The real Valkey, and in place of the other processes one that serves /healthz on the socket it is handed.
PROGRAM = """
import sys
from app.cli import up
from app.supervisor import processes
from app.supervisor.instance import private_folder
from app.supervisor.service import Service
from app.core.errors import AppError

WEB = '''
import http.server, socket, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("", 0), Answer, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.serve_forever()
'''

def plan(settings, listener, role, line):
    private_folder(settings.runtime_dir)
    web = Service("web", (sys.executable, "-c", WEB, str(listener)), pass_fds=(listener,),
                  ready=lambda: processes.healthy(settings.host, settings.port))
    return [[processes._valkey(settings)], [web]]

async def link():
    return "http://one-time-link"

processes.plan, up.page_files.check = plan, lambda _: None  # it serves no page
try:
    up.up(link, tied="--tied" in sys.argv)
except AppError as error:
    sys.exit(f"{error.code}: {error.message} {error.hint}")
"""
Start = Callable[..., subprocess.Popen[str]]
pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def run(data: Path | str, *, port: int = 0, cwd: Path = ROOT) -> subprocess.Popen[str]:
        own = {"CUEDECK_DATA_DIR": str(data), "CUEDECK_PORT": str(port), "PYTHONPATH": str(ROOT)}
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", PROGRAM],
                cwd=cwd,
                env={**os.environ, **own},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return started[-1]

    yield run
    for process in started:
        process.terminate()
        process.communicate(timeout=20)


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.match(r"Cuedeck is ready at (http://\S+)", line):
            return found[1]
    raise AssertionError("never ready")


def test_prints_the_address_and_the_first_link(start: Start, tmp_path: Path) -> None:
    process = start(tmp_path / "data")
    assert httpx.get(address(process) + "/healthz").status_code == 200
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    assert "first time" in next(line for line in lines if line.startswith("Sign in"))
    assert next(lines) == "http://one-time-link\n"
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert process.stdout.read().rstrip().endswith("Stopped.")


def test_two_instances_run_side_by_side(start: Start, tmp_path: Path) -> None:
    one, two = start(tmp_path / "one"), start(tmp_path / "two")
    addresses = {address(one), address(two)}
    assert len(addresses) == 2
    assert [httpx.get(each + "/healthz").status_code for each in addresses] == [200, 200]


def test_the_same_data_folder_is_refused(start: Start, tmp_path: Path) -> None:
    at = address(start(tmp_path / "data"))
    second = start(tmp_path / "data")
    out, _ = second.communicate(timeout=20)
    assert second.returncode == 1
    assert out.startswith("data_dir_in_use: ")
    assert "http://127.0.0.1" in out
    assert at.startswith("http://127.0.0.1:")


def test_the_same_port_is_refused(start: Start, tmp_path: Path) -> None:
    port = httpx.URL(address(start(tmp_path / "one"))).port
    assert port is not None
    second = start(tmp_path / "two", port=port)
    out, _ = second.communicate(timeout=20)
    assert out.startswith(f"port_in_use: Port {port} on 127.0.0.1 is already in use.")


def test_a_deep_data_folder_has_a_short_socket(start: Start, tmp_path: Path) -> None:
    deep = tmp_path / "/".join(["folder-with-a-long-name"] * 6)
    assert httpx.get(address(start(deep)) + "/healthz").status_code == 200
    assert (deep / "valkey" / "appendonlydir").is_dir()


def test_a_relative_data_folder_is_where_it_was_started(start: Start, tmp_path: Path) -> None:
    address(start(".data", cwd=tmp_path))
    assert (tmp_path / ".data" / "valkey").is_dir()


def test_tied_to_make_it_ends_with_make(tmp_path: Path) -> None:
    own = {**os.environ, "CUEDECK_DATA_DIR": str(tmp_path / "data"), "CUEDECK_PORT": "0"}
    parent = subprocess.Popen(
        ["/bin/sh", "-c", '"$0" -c "$1" --tied; true', sys.executable, PROGRAM],
        cwd=ROOT,
        env=own,
        stdout=subprocess.PIPE,
        text=True,
    )
    at = address(parent)
    parent.kill()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            httpx.get(at + "/healthz")
        except httpx.TransportError:
            break
    assert parent.stdout is not None
    assert "Stopped." in parent.stdout.read()
    parent.wait()
    parent.stdout.close()


def test_requests_wait_while_the_web_process_restarts(start: Start, tmp_path: Path) -> None:
    process = start(tmp_path / "data")
    at = address(process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    [web] = [int(pid) for pid in children if Path(f"/proc/{pid}/comm").read_text().startswith("python")]
    os.kill(web, signal.SIGKILL)
    assert httpx.get(at + "/healthz", timeout=20).status_code == 200
