"""Lines kept in files of limited size."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import pytest

from app.core.errors import Conflict
from app.supervisor.console import Console
from app.supervisor.log_file import LogFile


def test_a_full_file_makes_room_for_a_new_one(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "logs" / "cuedeck.log", 1000, 2)
    for number in range(100):
        log.keep(f"line {number:03} 100% %s {'x' * 80}")
    assert sorted(path.name for path in (tmp_path / "logs").iterdir()) == [
        "cuedeck.log", "cuedeck.log.1", "cuedeck.log.2",
    ]  # fmt: skip
    assert all(path.stat().st_size <= 1000 for path in (tmp_path / "logs").iterdir())
    assert "line 099 100% %s" in (tmp_path / "logs" / "cuedeck.log").read_text()


@pytest.mark.parametrize("name", ["", "a file/cuedeck.log"])
def test_where_no_log_can_be_kept_the_start_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(Conflict, match="No log can be kept") as told:
        LogFile(tmp_path / name, 1000, 1)
    assert told.value.code == "log_unusable"


def test_lines_of_processes_are_kept_and_links_are_not(tmp_path: Path) -> None:
    async def relay(console: Console) -> None:
        source = asyncio.StreamReader()
        source.feed_data(b'{"event": "started"}\nplain\n\n')
        source.feed_eof()
        await console.relay("web", source)

    console = Console(["web"], io.StringIO(), log=LogFile(tmp_path / "a.log", 10_000, 1))
    console.say("Sign in with http://one-time-link")
    asyncio.run(relay(console))
    lines = [json.loads(line) for line in (tmp_path / "a.log").read_text().splitlines()]
    assert [(line["event"], line.get("process")) for line in lines] == [("started", None), ("plain", "web")]


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    log = LogFile(tmp_path / "a.log", 10_000, 1)
    (tmp_path / "a.log").unlink()
    (tmp_path / "a.log").mkdir()
    log.keep("lost")
    (tmp_path / "a.log").rmdir()
    log.keep("kept")
    assert (tmp_path / "a.log").read_text() == "kept\n"
