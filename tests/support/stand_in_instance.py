"""A small instance to supervise: the real Valkey and stand-ins for the Python processes.

    python -m tests.support.stand_in_instance FOLDER [WAVE ...]

A WAVE is one or more `name=behaviour` joined with commas; behaviours are in `play` below. A stand-in writes
FOLDER/name.pid when it starts (one line a start) and FOLDER/order.log when it is asked to stop.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from app.core.child_process.parent_death import die_with_parent
from app.core.errors import AppError
from app.supervisor import valkey
from app.supervisor.console import Console
from app.supervisor.service import Service
from app.supervisor.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[2]


def supervise(folder: Path, asked: list[str]) -> int:
    socket_path = folder / "v.sock"
    first = Service("valkey", valkey.command(socket_path, folder), ready=lambda: valkey.answers(socket_path))
    waves = [[standin(folder, *part.split("=")) for part in wave.split(",")] for wave in asked]
    console = Console(["valkey", *(service.name for wave in waves for service in wave)])

    async def ready() -> None:
        console.say("READY")

    try:
        asyncio.run(
            Supervisor([[first], *waves], console, ROOT).run(
                when_ready=ready, when_stopping=lambda: console.say("STOPPING")
            )
        )
    except AppError as error:
        console.say(f"{error.code}: {error.message} {error.hint}")
        return 1
    console.say("STOPPED")
    return 0


def standin(folder: Path, name: str, behaviour: str) -> Service:
    return Service(
        name,
        (sys.executable, "-m", "tests.support.stand_in_instance", str(folder), "--as", name, behaviour),
        once=behaviour in ("succeed", "fail"),
        grace=600.0 if behaviour == "patient" else 1.0,
        nice=10 if behaviour == "polite" else 0,
        hint=f"hint of {name}",
    )


def play(folder: Path, name: str, behaviour: str) -> int:
    with (folder / f"{name}.pid").open("a") as file:
        file.write(f"{os.getpid()}\n")
    if behaviour in ("fail", "crash"):
        print("boom")
        return 3
    if behaviour == "succeed":
        return 0
    if behaviour == "parent":  # as a worker with a guarded child
        parent = os.getpid()
        child = subprocess.Popen(["sleep", "300"], preexec_fn=lambda: die_with_parent(parent))
        (folder / f"{name}-child.pid").write_text(f"{child.pid}\n")

    def stop(*_: object) -> None:
        with (folder / "order.log").open("a") as file:
            file.write(f"{name}\n")
        if behaviour not in ("stubborn", "patient"):
            raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    print(f"{name} runs")
    while True:
        time.sleep(0.05)


if __name__ == "__main__":
    if "--as" in sys.argv:
        sys.exit(play(Path(sys.argv[1]), *sys.argv[3:5]))
    sys.exit(supervise(Path(sys.argv[1]), sys.argv[2:]))
