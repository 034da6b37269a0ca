"""Fails a test in which the product asked the database on the event loop, where everybody else waits."""

from __future__ import annotations

import asyncio
import inspect
import sys
import traceback
from collections.abc import Iterator
from types import FrameType

import pytest
from sqlalchemy import Engine, event

TESTS = "/tests/"
ASYNC = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_seen: list[str] = []


def _note_wait(_: object) -> None:
    if asyncio._get_running_loop() is None:
        return
    frame = _innermost_coroutine(sys._getframe())
    if frame is None or TESTS not in frame.f_code.co_filename:
        _seen.append("".join(traceback.format_stack(limit=25)))


def _innermost_coroutine(frame: FrameType | None) -> FrameType | None:
    """Which coroutine of this thread waits: a test may ask the database as it likes."""
    while frame is not None and not frame.f_code.co_flags & ASYNC:
        frame = frame.f_back
    return frame


@pytest.fixture(autouse=True)
def database_waits() -> Iterator[list[str]]:
    """Where the database was asked on the event loop during this test; there must be nothing."""
    _seen.clear()
    yield _seen
    assert not _seen, f"The database was asked on the event loop:\n{_seen[0]}"


event.listen(Engine, "begin", _note_wait)
