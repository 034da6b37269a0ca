"""Keeps one service running: starts it, starts it again when it ends, stops it when asked."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from app.core.errors import Unavailable
from app.supervisor.console import Console
from app.supervisor.nursery.client import Forked, Nursery
from app.supervisor.preparation import prepare
from app.supervisor.service import Service

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
_STEADY = 10.0  # seconds a process has to run before its next failure counts as the first again
_ATTEMPTS = 3  # failures before it was ever ready, after which we give up and say so
_PROBE_EVERY = 0.03
_LAST_WORDS = 1.0  # seconds the output may go on after the end, should something else still hold it open
_ALIVE_EVERY = 2.0  # seconds between two questions for a sign of life, and for an answer to each
_NOT_STARTED = 127  # what a shell says of a command that cannot be started


class Runner:
    """One service and the process that runs it now, if any."""

    def __init__(self, service: Service, console: Console, root: Path) -> None:
        self.service, self._console, self._root = service, console, root
        self.nursery: Nursery | None = None
        """Who forks the process, while there is somebody; otherwise it is started as any program is."""
        self._stop_asked = asyncio.Event()
        self._ready = asyncio.Event()
        self._process: Process | Forked | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the service and return when it is ready.

        Raises Unavailable `start_failed` when it keeps ending before that.
        """
        self._keeper = asyncio.create_task(self._keep())
        probe = asyncio.create_task(self._await_ready())
        try:
            await asyncio.wait({self._keeper, probe}, return_when=asyncio.FIRST_COMPLETED)
            if self._keeper.done():
                self._keeper.result()
        finally:
            probe.cancel()

    async def stop(self, hurry: asyncio.Event) -> None:
        """Ask the process to end, and kill its whole group after its grace or as soon as `hurry` is set."""
        self._stop_asked.set()
        if self._keeper is None:
            return
        self._signal(signal.SIGTERM)
        hurried = asyncio.create_task(hurry.wait())
        await asyncio.wait(
            {self._keeper, hurried}, timeout=self.service.grace, return_when=asyncio.FIRST_COMPLETED
        )
        hurried.cancel()
        self._kill_group()
        with suppress(Unavailable):  # a service that gave up was reported by start()
            await self._keeper

    async def _await_ready(self) -> None:
        if self.service.once:
            await asyncio.Event().wait()  # only its own good end makes it ready
        while self.service.ready and not await _within(_ALIVE_EVERY, self.service.ready):
            await asyncio.sleep(_PROBE_EVERY)
        self._ready.set()

    async def _keep(self) -> None:
        delay, failures = FIRST_DELAY, 0
        while not self._stop_asked.is_set():
            began = time.monotonic()
            code = await self._run()
            if self._stop_asked.is_set() or (self.service.once and code == 0):
                return
            failures += 1
            self._repair()
            if not self._ready.is_set() and (self.service.once or failures >= _ATTEMPTS):
                raise self._gave_up(code)
            delay = FIRST_DELAY if time.monotonic() - began > _STEADY else delay
            self._console.say(
                f"{self.service.name} {describe(code)}. Starting it again in {delay:g} seconds."
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop_asked.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _run(self) -> int:
        try:
            self._process = process = await self._spawn()
        except OSError as error:
            self._console.say(f"{self.service.command[0]}: {error.strerror}")
            return _NOT_STARTED
        if self._stop_asked.is_set():
            self._signal(signal.SIGTERM)
        assert process.stdout is not None
        relay = asyncio.create_task(self._console.relay(self.service.name, process.stdout))
        watch = asyncio.create_task(self._end_frozen(self.service.alive))
        code = await process.wait()
        watch.cancel()
        self._kill_group()  # what it started and left behind
        await asyncio.wait({relay}, timeout=_LAST_WORDS)
        relay.cancel()
        self._process = None
        return code

    def _repair(self) -> None:
        done = self.service.repair() if self.service.repair else ""
        if done:
            self._console.say(done)

    async def _end_frozen(self, alive: Callable[[], Awaitable[bool]] | None) -> None:
        """Kill a process that gave signs of life and gives none any more."""
        last: float | None = None
        while alive is not None:
            await asyncio.sleep(_ALIVE_EVERY)
            now = time.monotonic()
            if await _within(_ALIVE_EVERY, alive):
                last = now
            elif last is not None and now - last > self.service.frozen_after:
                seconds = f"{now - last:.0f}"
                self._console.say(f"{self.service.name} has given no sign of life for {seconds} seconds.")
                self._kill_group()
                return

    async def _spawn(self) -> Process | Forked:
        if self.nursery is not None and self.service.shares:
            forked = await self.nursery.fork(self.service)
            if forked is not None:
                return forked
        return await asyncio.create_subprocess_exec(
            *self.service.command,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            cwd=self._root,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.service.environment},
            pass_fds=self.service.pass_fds,
            start_new_session=True,  # a group to kill; and Linux shares the processor fairly between sessions
            preexec_fn=partial(prepare, os.getpid(), self.service.nice),
        )

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    def _kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _gave_up(self, code: int) -> Unavailable:
        return Unavailable(
            f"{self.service.name} does not start: it {describe(code)}.",
            code="start_failed",
            hint=self.service.hint or "Its last lines above say why.",
        )


async def _within(seconds: float, ask: Callable[[], Awaitable[bool]]) -> bool:
    """The answer, or False when there is none in time."""
    try:
        return await asyncio.wait_for(ask(), seconds)
    except TimeoutError:
        return False


def describe(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"ended with exit code {code}"
    return f"was ended by {signal.Signals(-code).name}"
