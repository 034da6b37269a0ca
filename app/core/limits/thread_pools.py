"""Threads for work that may take seconds, apart from those that every request passes through.

The few threads of `asyncio.to_thread` open links, check passwords and ask the database. Work that waits for a
guarded child, or for a large file, would hold them all: it runs here, large things in a pool of their own, so
that many of them at once keep neither each other's small company nor anybody else waiting.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar

LARGE = 1 << 20
"""From how many bytes on something is large."""
_SMALL_AT_ONCE = 8
_small = ThreadPoolExecutor(_SMALL_AT_ONCE, "small")
_large = ThreadPoolExecutor(max(2, os.cpu_count() or 1), "large")
_T = TypeVar("_T")


async def run(size: int, function: Callable[..., _T], *args: object) -> _T:
    """Call `function(*args)`, which works on `size` bytes, in the pool of that size."""
    pool = _large if size >= LARGE else _small
    call = partial(copy_context().run, function, *args)
    return await asyncio.get_running_loop().run_in_executor(pool, call)
