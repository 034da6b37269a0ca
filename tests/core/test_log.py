"""In a JSON log every line is JSON, whoever wrote it and whatever went wrong."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.supervisor.console import Console

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import asyncio, gc, logging, threading, warnings
from app.core import log

log.configure("web")
log.logger().info("ours")
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("celery").exception("theirs")
    log.logger().exception("our_fault")
warnings.warn("old way")

async def forgotten():
    asyncio.get_running_loop().create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()

async def fail():
    raise ValueError("never retrieved")

asyncio.run(forgotten())
thread = threading.Thread(target=lambda: {}["in a thread"])
thread.start()
thread.join()
raise RuntimeError("at the end")
"""


@pytest.mark.slow
def test_everything_that_goes_wrong_is_one_line_of_json(tmp_path: Path) -> None:
    environment = {**os.environ, "CUEDECK_LOG_FORMAT": "json", "CUEDECK_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    told = "\n".join(str(line) for line in lines)
    for word in ("theirs", "our_fault", "old way", "never retrieved", "in a thread", "at the end"):
        assert word in told
    assert {line["process"] for line in lines} == {"web"}
    assert all(line["level"] and line["timestamp"] and line["event"] for line in lines)
    assert done.returncode == 1


def test_the_supervisor_prints_json_as_it_is_and_wraps_all_else() -> None:
    printed = io.StringIO()
    console = Console(["web"], printed, as_json=True)

    async def relay() -> None:
        source = asyncio.StreamReader()
        source.feed_data(b'{"event": "request"}\nTraceback (most recent call last):\n\n[1]\n{"cut')
        source.feed_eof()
        await console.relay("web", source)

    asyncio.run(relay())
    console.say("\nCuedeck is ready\n")
    first, *wrapped = [json.loads(line) for line in printed.getvalue().splitlines()]
    assert first == {"event": "request"}
    told = [(line["process"], line["event"]) for line in wrapped]
    assert told == [
        ("web", "Traceback (most recent call last):"),
        ("web", "[1]"),
        ("web", '{"cut'),
        ("supervisor", "Cuedeck is ready"),
    ]


@pytest.mark.slow
def test_a_start_that_fails_says_so_in_json(tmp_path: Path) -> None:
    own = {"CUEDECK_LOG_FORMAT": "json", "CUEDECK_DATA_DIR": str(tmp_path), f"CUEDECK_{'PROT'}": "80"}
    command = [sys.executable, "-m", "app.cli.main", "up"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True, timeout=60
    )
    [line] = [json.loads(line) for line in (done.stdout + done.stderr).splitlines()]
    assert (line["code"], line["process"], done.returncode) == ("bad_setting", "supervisor", 3)
