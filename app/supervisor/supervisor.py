"""Runs the processes of an instance, in waves, until it is told to stop.

A wave starts when everything in the one before is ready, and the waves stop in reverse order; within a wave
all start and stop at once. Each process has its own session, so Ctrl-C in a terminal reaches only us; each
dies with us.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from app.supervisor.console import Console
from app.supervisor.nursery.client import Nursery
from app.supervisor.runner import Runner
from app.supervisor.service import Service

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """The processes of one instance; `root` is the folder they run in."""

    def __init__(self, waves: Sequence[Sequence[Service]], console: Console, root: Path) -> None:
        self._waves = [[Runner(service, console, root) for service in wave] for wave in waves]
        self._console, self._root = console, root
        self._stop_asked, self._hurry = asyncio.Event(), asyncio.Event()

    async def run(self, when_ready: Callable[[], Awaitable[None]], when_stopping: Callable[[], None]) -> None:
        """Start everything, call `when_ready` once, and return when asked to stop and all has ended.

        Raises what a service raised that could not be started, after the others were stopped.
        """
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup keeps its word
                loop.add_signal_handler(number, self._asked_to_stop)
        starting = asyncio.create_task(self._start(when_ready))
        stop = asyncio.create_task(self._stop_asked.wait())
        try:
            await asyncio.wait({starting, stop}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await stop
        finally:
            starting.cancel()
            when_stopping()
            await self._stop()

    async def _start(self, when_ready: Callable[[], Awaitable[None]]) -> None:
        async with self._nursery():
            for wave in self._waves:
                tasks = [asyncio.create_task(runner.start()) for runner in wave]
                try:
                    await asyncio.gather(*tasks)
                finally:
                    for task in tasks:
                        task.cancel()
        await when_ready()

    @asynccontextmanager
    async def _nursery(self) -> AsyncIterator[None]:
        """Fork what is started meanwhile. Afterwards nothing is kept for a process that seldom ends."""
        shared = any(runner.service.shares for wave in self._waves for runner in wave)
        nursery = await Nursery.start(self._root) if shared else None
        self._give(nursery)
        try:
            yield
        finally:
            self._give(None)
            if nursery is not None:
                await nursery.end()

    def _give(self, nursery: Nursery | None) -> None:
        for wave in self._waves:
            for runner in wave:
                runner.nursery = nursery

    async def _stop(self) -> None:
        for wave in reversed(self._waves):
            await asyncio.gather(*(runner.stop(self._hurry) for runner in wave))

    def _asked_to_stop(self) -> None:
        if self._stop_asked.is_set():
            self._hurry.set()
            return
        self._console.say("Stopping. Ctrl-C again stops at once, without waiting for running jobs.")
        self._stop_asked.set()
