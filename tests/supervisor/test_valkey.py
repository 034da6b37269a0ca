"""Valkey's own files, damaged: set aside, so that it starts empty, and only then."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.supervisor import valkey
from app.supervisor.console import Console
from app.supervisor.runner import Runner
from app.supervisor.service import Service

pytestmark = pytest.mark.slow


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:  # short: a socket's path is
        (Path(made) / "valkey").mkdir()
        yield Path(made) / "valkey"


def service(folder: Path) -> Service:
    socket = folder.parent / "v.sock"
    return Service(
        "valkey",
        valkey.command(socket, folder),
        ready=lambda: valkey.answers(socket),
        repair=valkey.Repair(folder),
    )


def run(folder: Path) -> None:
    """Start it until it answers, and stop it."""

    async def once() -> None:
        runner = Runner(service(folder), Console(["valkey"]), folder.parent)
        async with asyncio.timeout(60):
            await runner.start()
            await runner.stop(asyncio.Event())

    asyncio.run(once())


@pytest.mark.parametrize("damaged", ["manifest", "rdb", "aof"])
def test_damaged_files_are_set_aside(folder: Path, damaged: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder)
    assert not (folder.parent / "valkey-damaged").exists()
    (file,) = [path for path in (folder / "appendonlydir").iterdir() if path.name.endswith(damaged)]
    file.write_bytes(b"nonsense\r\n" * 100)
    run(folder)
    assert (folder.parent / "valkey-damaged" / "appendonlydir").is_dir()
    assert "set aside" in capsys.readouterr().out
    run(folder)


def test_other_ends_leave_the_files_alone(folder: Path) -> None:
    repair = valkey.Repair(folder)
    valkey.log_file(folder).write_text("Failed opening Unix socket: bind: Permission denied\n")
    assert repair() == ""
    assert folder.is_dir()
