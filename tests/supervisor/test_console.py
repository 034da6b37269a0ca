"""Lines of many processes in one stream."""

from __future__ import annotations

import asyncio
import io
import os

from app.supervisor.console import Console


def relayed(data: bytes) -> list[str]:
    out = io.StringIO()

    async def feed() -> None:
        source = asyncio.StreamReader()
        source.feed_data(data)
        source.feed_eof()
        await Console(["web", "worker"], out).relay("web", source)

    asyncio.run(feed())
    return out.getvalue().splitlines()


def test_every_line_has_its_name() -> None:
    assert relayed(b"one\ntwo\n\nlast") == ["web    | one", "web    | two", "web    | ", "web    | last"]


def test_bytes_that_are_no_text_do_not_stop_it() -> None:
    assert relayed(b"\xff\xfe ok\n") == ["web    | \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} ok"]


def test_a_line_without_an_end_is_printed_in_parts() -> None:
    lines = relayed(b"x" * 300_000 + b"\nnext\n")
    assert "".join(line.removeprefix("web    | ") for line in lines[:-1]) == "x" * 300_000
    assert len(lines) > 2
    assert lines[-1] == "web    | next"


def test_a_reader_that_went_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", buffering=1) as stream:
        console = Console([], stream)
        console.say("one")
        console.say("two")
