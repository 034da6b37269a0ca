"""Threads for whatever may wait, in pools: what one pool waits for never holds up another.

The event loop of a web process serves every request, so nothing that can wait runs on it. Nor may things that
wait for different reasons share threads: while the database's write lock is held by somebody, every writer
waits, and a reader must not wait behind them; passwords are slow to check on purpose; work that waits for a
guarded child, or for a large file, takes seconds, large things in a pool of their own.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial, wraps
from typing import Any, TypeVar

LARGE = 1 << 20
"""From how many bytes on something is large."""
AT_ONCE = 8
PASSWORDS_AT_ONCE = 2
BULK_AT_ONCE = 2
_T = TypeVar("_T")


def _yield_processor() -> None:
    """Let everybody else go first: threads that this one starts (argon2's) inherit it."""
    thread = os.PRIO_PROCESS, 0  # as Linux has it, this thread alone
    os.setpriority(*thread, os.getpriority(*thread) + 10)


_small = ThreadPoolExecutor(AT_ONCE, "small")
_large = ThreadPoolExecutor(max(2, os.cpu_count() or 1), "large")
_files = ThreadPoolExecutor(AT_ONCE, "files")
_reads = ThreadPoolExecutor(AT_ONCE, "reads")
_writes = ThreadPoolExecutor(AT_ONCE, "writes")
_bulk = ThreadPoolExecutor(BULK_AT_ONCE, "bulk")
_passwords = ThreadPoolExecutor(PASSWORDS_AT_ONCE, "passwords", initializer=_yield_processor)


async def run(size: int, function: Callable[..., _T], *args: object) -> _T:
    """Call `function(*args)`, which works on `size` bytes, in the pool of that size."""
    return await _in(_large if size >= LARGE else _small, function, *args)


async def store(function: Callable[..., _T], *args: object) -> _T:
    """Call `function(*args)`, which moves bytes to or from a disk, as slow as that may be."""
    return await _in(_files, function, *args)


async def read(function: Callable[..., _T], *args: object) -> _T:
    """Call `function(*args)`, which only reads the database: it waits for no writer."""
    return await _in(_reads, function, *args)


async def write(function: Callable[..., _T], *args: object) -> _T:
    """Call `function(*args)`, which writes the database, and so may wait for another who does."""
    return await _in(_writes, function, *args)


async def write_many(function: Callable[..., _T], *args: object) -> _T:
    """Call `function(*args)`, which writes a thousand times, and must not hold up those who write once."""
    return await _in(_bulk, function, *args)


async def check_password(function: Callable[..., _T], *args: object) -> _T:
    """Call `function(*args)`, which hashes a password: a tenth of a second of every processor there is."""
    return await _in(_passwords, function, *args)


async def _in(pool: ThreadPoolExecutor, function: Callable[..., _T], *args: object) -> _T:
    call = partial(copy_context().run, function, *args)
    return await asyncio.get_running_loop().run_in_executor(pool, call)


def begin_write(function: Callable[..., object], *args: object) -> None:
    """Call `function(*args)` in the pool of writers, and do not wait for it; it reports its own failures."""
    _writes.submit(function, *args)


def writes(route: Callable[..., _T]) -> Callable[..., Any]:
    """Run a plain function as a route in the pool of writers; FastAPI still sees its parameters."""

    @wraps(route)
    async def on_write_thread(**given: Any) -> _T:
        return await write(partial(route, **given))

    return on_write_thread
