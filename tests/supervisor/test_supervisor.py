"""The supervisor with a real Valkey and stand-in processes, seen from outside as a person would use it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.stand_in_instance import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not tmp_path: its name may be too long for a socket.
    with tempfile.TemporaryDirectory(prefix="cd-") as name:
        yield Path(name)


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def run(*parts: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.support.stand_in_instance", str(folder), *parts]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def until(process: subprocess.Popen[str], *lines: str) -> list[str]:
    """The lines printed until all of `lines` have come, in any order."""
    seen: list[str] = []
    assert process.stdout is not None
    for read in process.stdout:
        seen.append(read.rstrip("\n"))
        if set(lines) <= set(seen):
            return seen
    raise AssertionError(f"{lines} never came; output was {seen}")


def pids(folder: Path, name: str) -> list[int]:
    file = folder / f"{name}.pid"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def eventually(true: Callable[[], object], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def valkey_pid(folder: Path) -> int:
    """The process id that the server itself tells, 0 while it does not answer."""
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(folder / "v.sock"))
            client.sendall(b"INFO server\r\n")
            found = re.search(rb"process_id:(\d+)", client.recv(65536))
        except OSError:
            return 0
    return int(found[1]) if found else 0


def test_starts_all_and_stops_in_reverse_order(folder: Path, start: Start) -> None:
    process = start("worker=run", "dispatcher=run", "web=run")
    names = ("worker", "dispatcher", "web")
    until(process, "READY", *(f"{name:<10} | {name} runs" for name in names))
    server = valkey_pid(folder)
    assert runs(server)
    process.send_signal(signal.SIGTERM)
    tail = until(process, "STOPPED")
    assert "STOPPING" in tail
    assert process.wait(10) == 0
    assert (folder / "order.log").read_text().split() == ["web", "dispatcher", "worker"]
    assert not any(runs(pid) for name in names for pid in pids(folder, name))
    assert not runs(server)


def test_kill_9_leaves_nothing_behind(folder: Path, start: Start) -> None:
    process = start("worker=parent", "web=run")
    until(process, "READY")
    assert eventually(lambda: pids(folder, "worker-child") and pids(folder, "web"))
    left = [valkey_pid(folder), *(pid for n in ("worker", "worker-child", "web") for pid in pids(folder, n))]
    assert all(runs(pid) for pid in left)
    process.kill()
    assert eventually(lambda: not any(runs(pid) for pid in left)), [pid for pid in left if runs(pid)]


@pytest.mark.parametrize("name", ["valkey", "worker"])
def test_what_dies_comes_back(folder: Path, start: Start, name: str) -> None:
    process = start("worker=run")
    until(process, "READY")
    assert eventually(lambda: pids(folder, "worker"))
    victim = valkey_pid(folder) if name == "valkey" else pids(folder, "worker")[0]
    os.kill(victim, signal.SIGKILL)
    until(process, f"{name} was ended by SIGKILL. Starting it again in 0.5 seconds.")
    if name == "worker":
        assert eventually(lambda: len(pids(folder, "worker")) == 2)
    else:
        assert eventually(lambda: valkey_pid(folder) not in (0, victim))


def test_what_never_starts_is_told_and_the_rest_is_stopped(folder: Path, start: Start) -> None:
    process = start("worker=run", "migrate=fail")
    lines = until(process, "start_failed: migrate does not start: it ended with exit code 3. hint of migrate")
    assert "migrate | boom" in lines
    assert process.wait(10) == 1
    assert not any(runs(pid) for pid in pids(folder, "worker"))


def test_a_good_end_of_a_single_step_is_readiness(folder: Path, start: Start) -> None:
    process = start("migrate=succeed")
    until(process, "READY")
    process.send_signal(signal.SIGINT)
    until(process, "STOPPED")
    assert len(pids(folder, "migrate")) == 1


def test_one_that_will_not_stop_is_killed_after_its_grace(folder: Path, start: Start) -> None:
    process = start("worker=stubborn")
    until(process, "worker | worker runs")
    process.send_signal(signal.SIGTERM)
    until(process, "STOPPED")
    assert process.wait(10) == 0
    assert (folder / "order.log").read_text() == "worker\n"


def test_asking_twice_does_not_wait_for_the_grace(folder: Path, start: Start) -> None:
    process = start("worker=stubborn", "web=patient")
    until(process, "worker | worker runs", "web    | web runs")
    process.send_signal(signal.SIGINT)
    assert eventually(lambda: (folder / "order.log").exists())  # web has been asked, and takes its time
    process.send_signal(signal.SIGINT)
    until(process, "STOPPED")
    assert process.wait(10) == 0
    assert not any(runs(pid) for name in ("worker", "web") for pid in pids(folder, name))


def test_a_wave_is_asked_to_stop_at_once(folder: Path, start: Start) -> None:
    process = start("one=patient,two=patient")
    until(process, "READY", "one    | one runs", "two    | two runs")
    process.send_signal(signal.SIGTERM)
    log = folder / "order.log"  # one after another, the second would be asked after ten minutes
    assert eventually(lambda: log.exists() and sorted(log.read_text().split()) == ["one", "two"])


def test_a_polite_one_yields_the_processor(folder: Path, start: Start) -> None:
    process = start("worker=polite,web=run")
    until(process, "READY", "worker | worker runs", "web    | web runs")
    nice = {name: os.getpriority(os.PRIO_PROCESS, pids(folder, name)[0]) for name in ("worker", "web")}
    assert nice["worker"] == min(19, nice["web"] + 10)  # the tests themselves may run at a low priority
    if Path("/proc/self/autogroup").exists():
        text = {name: Path(f"/proc/{pids(folder, name)[0]}/autogroup").read_text() for name in nice}
        assert text["worker"].split()[-1] == "10"
        assert text["worker"].split()[0] != text["web"].split()[0]


def test_nohup_keeps_its_word(folder: Path, start: Start) -> None:
    previous = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what nohup does, and what a child inherits
    try:
        process = start("web=run")
    finally:
        signal.signal(signal.SIGHUP, previous)
    until(process, "READY")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    lines = until(process, "STOPPED")
    assert sum(line.startswith("Stopping.") for line in lines) == 1


def test_output_carries_the_name_of_its_process(folder: Path, start: Start) -> None:
    process = start("web=run")
    assert until(process, "web    | web runs")
