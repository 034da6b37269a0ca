"""One read for all who ask the same at the same time: two hundred listeners of one job need one query."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

_T = TypeVar("_T")
_under_way: dict[Hashable, asyncio.Task[Any]] = {}


async def shared(key: Hashable, read: Callable[[], Awaitable[_T]]) -> _T:
    """The result of `read()`, or of the one under way for the same `key`.

    `key` has to name all that the result depends on, also what has to have happened before it is read, such
    as the last event that was heard.
    """
    loop = asyncio.get_running_loop()
    named = (id(loop), key)
    task = _under_way.get(named)
    if task is None:
        task = _under_way[named] = asyncio.ensure_future(read())
        task.add_done_callback(lambda _: _under_way.pop(named, None))
    return await asyncio.shield(task)
