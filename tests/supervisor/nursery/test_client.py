"""Processes forked from one that has imported what they share; they are children of ours all the same."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from app.supervisor.console import Console
from app.supervisor.nursery.client import Forked, Nursery
from app.supervisor.service import Service
from app.supervisor.supervisor import Supervisor

pytestmark = pytest.mark.slow

TELLS = """
import json, os, sys, threading
print(json.dumps({
    "parent": os.getppid(), "session": os.getsid(0), "group": os.getpgid(0), "argv": sys.argv[1:],
    "name": __name__, "shared": "shared" in sys.modules, "asked": os.environ["ASKED"],
    "nice": os.getpriority(os.PRIO_PROCESS, 0), "threads": threading.active_count(),
    "files": [file for file in range(100) if os.path.exists(f"/proc/self/fd/{file}")],
}))
if "file" in sys.argv:
    os.write(int(sys.argv[2]), b"from the child")
if "wait" in sys.argv:
    threading.Event().wait()
sys.exit(int(sys.argv[1]))
"""
"""A program that says how it was started."""


def in_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    @wraps(test)
    def run(**given: Any) -> None:
        asyncio.run(asyncio.wait_for(test(**given), 300))

    return run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tells.py").write_text(TELLS)
    (tmp_path / "shared.py").touch()
    return tmp_path


@asynccontextmanager
async def nursery(root: Path) -> AsyncIterator[Nursery]:
    started = await Nursery.start(root)
    assert started is not None
    try:
        yield started
    finally:
        await started.end()


def service(*arguments: str, shares: tuple[str, ...] = ("shared",), **more: Any) -> Service:
    command = (sys.executable, "-m", "tells", *arguments)
    return Service("tells", command, environment={"ASKED": "for"}, shares=shares, **more)


async def ordered(started: Nursery, *arguments: str, **more: Any) -> Forked:
    forked = await started.fork(service(*arguments, **more))
    assert forked is not None
    return forked


async def said(forked: Forked) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(await forked.stdout.readline())
    return told


@in_a_loop
async def test_a_process_is_as_one_that_was_started(root: Path) -> None:
    reads, writes = os.pipe()
    async with nursery(root) as started:
        forked = await ordered(started, "3", str(writes), "file", nice=4, pass_fds=(writes,))
        told = await said(forked)
        code = await forked.wait()
    os.close(writes)
    assert code == 3
    assert os.read(reads, 100) == b"from the child"
    os.close(reads)
    assert told == {
        "parent": os.getpid(), "session": forked.pid, "group": forked.pid,
        "argv": ["3", str(writes), "file"], "name": "__main__", "shared": True, "asked": "for",
        "nice": os.getpriority(os.PRIO_PROCESS, 0) + 4, "threads": 1, "files": [0, 1, 2, writes],
    }  # fmt: skip


@in_a_loop
async def test_what_is_said_of_it_is_the_command_that_would_have_started_it(root: Path) -> None:
    async with nursery(root) as started:
        forked = await ordered(started, "0", "1", "wait")
        await said(forked)
        command = Path(f"/proc/{forked.pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        assert command == [os.fsencode(sys.executable), b"-m", b"tells", b"0", b"1", b"wait"]
        forked.send_signal(signal.SIGTERM)
        assert await forked.wait() == -signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        forked.send_signal(signal.SIGTERM)


@in_a_loop
async def test_it_outlives_the_nursery_which_then_forks_no_more(root: Path) -> None:
    async with nursery(root) as started:
        forked = await ordered(started, "0", "1", "wait")
        await said(forked)
    assert await started.fork(service("0")) is None
    forked.send_signal(signal.SIGTERM)
    assert await forked.wait() == -signal.SIGTERM


@in_a_loop
async def test_nobody_is_forked_by_one_that_was_killed(root: Path) -> None:
    async with nursery(root) as started:
        started._process.kill()
        assert await started.fork(service("0")) is None


@in_a_loop
async def test_nobody_is_forked_where_an_end_cannot_be_waited_for(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an old kernel, or in a container that forbids it: all is started as any program is."""

    def forbidden(_: int) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "pidfd_open", forbidden)
    assert await Nursery.start(root) is None


@in_a_loop
async def test_what_cannot_be_imported_is_left_to_who_needs_it(root: Path) -> None:
    (root / "broken.py").write_text("1 / 0")
    async with nursery(root) as started:
        forked = await ordered(started, "0", shares=("broken", "nothing_of_that_name", "shared"))
        assert (await said(forked))["shared"]
        assert await forked.wait() == 0


@in_a_loop
async def test_the_first_start_is_forked_and_the_next_is_not(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that ended is started as any program is: the nursery has gone by then."""
    (root / "tells.py").write_text(TELLS.replace('"wait" in sys.argv', '"shared" not in sys.modules'))
    supervisor = Supervisor([[service("0")]], Console(["tells"]), root)
    shown = ""

    async def until_it_was_started_twice() -> None:
        nonlocal shown
        while shown.count('"shared"') < 2:
            await asyncio.sleep(0.05)
            shown += capsys.readouterr().out
        supervisor._stop_asked.set()

    await supervisor.run(until_it_was_started_twice, lambda: None)
    told = [json.loads(line.partition("| ")[2]) for line in shown.splitlines() if '"shared"' in line]
    assert [each["shared"] for each in told] == [True, False]
