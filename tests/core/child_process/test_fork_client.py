"""Children of a clean process: from a server of one's own, which is replaced, or from one that is shared."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.child_process import fork_client, fork_server, guarded_call, pulse
from app.core.child_process.fork_client import Child, ForkServer
from tests.support.product import wait_for

pytestmark = pytest.mark.slow

BOUNDS = guarded_call.Bounds(wall=10, cpu=5, memory=256 << 20)


@pytest.fixture
def server() -> Iterator[ForkServer]:
    made = ForkServer(guarded_call.__name__, "serve", "time")
    yield made
    if made._own is not None:
        made._own.kill()
        made._own.wait()
    made._forget()


def answer(child: Child, function: object, *arguments: object) -> object:
    child.pipe.send((BOUNDS, function, arguments))
    good, value = child.pipe.recv()
    assert good
    return value


def test_a_child_tells_who_it_is_and_how_it_ended(server: ForkServer) -> None:
    child = server.fork()
    assert answer(child, os.getpid) == child.pid
    assert child.exit_code(10) == 0
    child.end(1)


def test_a_child_ends_with_whoever_asked_for_it(server: ForkServer) -> None:
    child = server.fork()
    child.pipe.send((BOUNDS, time.sleep, (60,)))
    assert child.exit_code(0.1) is None
    child.kill()
    assert child.exit_code(10) == -signal.SIGKILL
    child.end(1)


def test_nothing_stays_open_for_a_child_that_has_ended(server: ForkServer) -> None:
    server.fork().end(0)
    before = os.listdir("/proc/self/fd")
    for _ in range(3):
        child = server.fork()
        answer(child, abs, -1)
        child.end(10)
    assert os.listdir("/proc/self/fd") == before
    assert server._own is not None
    wait_for(lambda: len(os.listdir(f"/proc/{server._own.pid}/fd")) == 4, 30, "the server to close its files")


def test_a_child_is_heard_where_many_files_are_open(server: ForkServer) -> None:
    """As in a web process with many connections: select() takes no descriptor from 1024 on."""
    child = server.fork()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    try:
        low, child._told = child._told, fcntl.fcntl(child._told, fcntl.F_DUPFD_CLOEXEC, 1500)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    os.close(low)
    assert answer(child, abs, -3) == 3
    assert child.exit_code(10) == 0
    child.end(1)


def test_a_server_of_ones_own_that_was_killed_is_replaced(server: ForkServer) -> None:
    child = server.fork()
    assert child.pid > 0
    first = server._own
    assert first is not None
    first.kill()
    assert child.exit_code(10) == -signal.SIGKILL  # nobody knows better
    child.end(1)
    first.wait()
    again = server.fork()
    assert answer(again, abs, -3) == 3
    again.end(10)
    assert server._own is not None
    assert server._own.pid != first.pid


def test_one_server_serves_all_who_have_its_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not started by those who ask, and ends when nobody can ask any more."""
    asks, answers = fork_client.line()
    monkeypatch.setenv(fork_client.VARIABLE, str(asks.fileno()))
    clients = [ForkServer(guarded_call.__name__, "serve") for _ in range(2)]
    command = [sys.executable, "-m", "app.core.child_process.fork_server", str(answers.fileno())]
    shared = subprocess.Popen([*command, *clients[0].arguments], pass_fds=(answers.fileno(),))
    answers.close()
    try:
        for client in clients:
            child = client.fork()
            assert answer(child, os.getppid) == shared.pid
            child.end(10)
            client._forget()
        asks.close()
        assert shared.wait(30) == 0
    finally:
        shared.kill()
        shared.wait()


def test_a_server_that_is_frozen_is_not_waited_for_without_end(
    server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.fork().end(1)
    assert server._own is not None
    os.kill(server._own.pid, signal.SIGSTOP)
    monkeypatch.setattr(fork_client, "ANSWER_SECONDS", 0.3)
    before = os.listdir("/proc/self/fd")
    with pytest.raises(TimeoutError, match="said nothing"):
        server.fork()
    assert os.listdir("/proc/self/fd") == before
    os.kill(server._own.pid, signal.SIGCONT)
    monkeypatch.setattr(fork_client, "ANSWER_SECONDS", 30)
    child = server.fork()
    assert answer(child, abs, -3) == 3
    child.end(1)


def test_a_server_gives_signs_of_life(
    server: ForkServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats = tmp_path / "pulse"
    monkeypatch.setenv(pulse.VARIABLE, str(beats))
    server.fork().end(1)
    wait_for(beats.exists, 30, "a sign of life")
    beats.unlink()
    wait_for(beats.exists, 30, "another while nobody asks")


def test_a_server_that_can_fork_no_more_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    asks, asked = fork_client.line()
    told, tells = os.pipe()
    files, ends = [*os.pipe()], dict[int, int]()
    with asks, asked:
        fork_server._fork(asked, ends, given := [files[0], tells, files[1]], lambda _pipe: None)
    assert given == [files[0], tells, files[1]]  # whoever asked sees no child once they are closed
    assert ends == {}
    assert signal.SIGCHLD not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    for file in (*given, told):
        os.close(file)
