"""The really started product ends as a whole: asked to, and killed."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from pathlib import Path

import pytest

from app.core.child_process.pulse import Pulse
from app.supervisor import runner
from app.supervisor.console import Console
from app.supervisor.service import Service
from tests.support.product import start

pytestmark = pytest.mark.server


def descendants(pid: int) -> set[int]:
    """Every process that `pid` has started, and what those have started."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found |= {child} | descendants(child)
    return found


def running(pids: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            found[pid] = command
    return found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left(tmp_path: Path, how: signal.Signals) -> None:
    product = start(tmp_path / "data")
    end = time.monotonic() + 30
    while sum("fork_server" in command for command in running(descendants(product.process.pid)).values()) < 5:
        assert time.monotonic() < end, "web and worker never had two children each"
        time.sleep(0.1)
    pids = descendants(product.process.pid)
    assert {"valkey-server", "tasks.worker", "tasks.dispatcher", "app.supervisor.serve"} <= {
        word.rsplit("/", 1)[-1] for command in running(pids).values() for word in command.split()
    }
    product.process.send_signal(how)
    product.process.wait(60)
    while left := running(pids):
        assert time.monotonic() < end + 30, left
        time.sleep(0.05)


@pytest.mark.parametrize("freezes", [True, False])
def test_a_process_that_gives_no_sign_of_life_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, freezes: bool
) -> None:
    """It is told from one that never gave any, which may still be starting."""
    monkeypatch.setattr(runner, "_ALIVE_EVERY", 0.05)
    seen = tmp_path / "started"
    beats = Pulse(tmp_path / "pulse")
    beat = "import pathlib; pathlib.Path('pulse').touch();" if freezes else ""
    code = f"import os, time; {beat} open('started', 'a').write(f'{{os.getpid()}} '); time.sleep(120)"
    command = (sys.executable, "-c", code)
    frozen = Service("frozen", command, grace=0.1, alive=beats.changed, frozen_after=0.5)

    async def watched() -> None:
        kept = runner.Runner(frozen, Console(["frozen"]), tmp_path)
        await kept.start()
        async with asyncio.timeout(60):
            while len(seen.read_text().split() if seen.exists() else ()) < (2 if freezes else 1):
                await asyncio.sleep(0.05)
            await asyncio.sleep(0 if freezes else 1)
        await kept.stop(asyncio.Event())

    asyncio.run(watched())
    assert (len(seen.read_text().split()) > 1) == freezes
