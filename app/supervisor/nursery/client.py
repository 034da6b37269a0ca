"""The supervisor's side of the nursery: starts it, orders processes of it, and waits for them to end."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL
from functools import partial
from pathlib import Path

from app.core.child_process.parent_death import die_with_parent
from app.supervisor.nursery.command_line import ROOM
from app.supervisor.nursery.order import Order
from app.supervisor.service import Service

_SET_CHILD_SUBREAPER = 36  # prctl(2)
_PATIENCE = 60.0
"""Seconds until a process has to be there; a slow machine imports for half a minute."""
_TEXT = 32


class Nursery:
    """Forks processes that are our own children. One that fails is left alone: then nobody is forked."""

    def __init__(self, process: asyncio.subprocess.Process, orders: socket.socket) -> None:
        self._process, self._orders = process, orders
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls, root: Path) -> Nursery | None:
        """Start it, to work in the folder `root`. None where none can be adopted, or be waited for."""
        if sys.platform != "linux" or not _can_wait() or not _adopt(True):
            return None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "app.supervisor.nursery", " " * ROOM),
                stdin=theirs.fileno(),
                stdout=DEVNULL,
                stderr=DEVNULL,
                cwd=root,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                start_new_session=True,
                preexec_fn=partial(die_with_parent, os.getpid()),
            )
        except OSError:
            ours.close()
            _adopt(False)
            return None
        finally:
            theirs.close()
        return cls(process, ours)

    async def fork(self, service: Service) -> Forked | None:
        """A process of a service that shares modules; None when the nursery does not fork it."""
        async with self._turn:
            if self._process.returncode is not None:
                return None
            output, theirs = os.pipe()
            try:
                number = await asyncio.wait_for(self._ordered(service, theirs), _PATIENCE)
            except (OSError, ValueError, TimeoutError):
                os.close(output)
                await self._end()  # it must not fork later what is started in another way now
                return None
            finally:
                os.close(theirs)
            return await Forked.adopt(number, output)

    async def _ordered(self, service: Service, output: int) -> int:
        _python, _m, module, *arguments = service.command
        order = Order(
            module,
            arguments,
            [*service.shares],
            {**service.environment},
            os.getpid(),
            service.nice,
            [*service.pass_fds],
        )
        socket.send_fds(self._orders, [order.text()], [output, *service.pass_fds])
        return int(await asyncio.get_running_loop().sock_recv(self._orders, _TEXT))

    async def end(self) -> None:
        """Let it go once it has forked what it was asked for, which stays."""
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        self._orders.close()
        _adopt(False)


def _adopt(wanted: bool) -> bool:
    """Become the parent of descendants whose own parent ends, or no longer; whether that is possible."""
    return bool(ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, int(wanted), 0, 0, 0) == 0)


def _can_wait() -> bool:
    """Whether an end can be waited for as `Forked` does: Linux before 5.3 and some containers forbid it."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


class Forked:
    """A process that the nursery has forked, to be used as one that asyncio has started."""

    def __init__(self, pid: int, stdout: asyncio.StreamReader) -> None:
        self.pid, self.stdout = pid, stdout
        self._loop = asyncio.get_running_loop()
        self._code: asyncio.Future[int] = self._loop.create_future()
        self._watched = os.pidfd_open(pid)
        self._loop.add_reader(self._watched, self._ended)

    @classmethod
    async def adopt(cls, pid: int, output: int) -> Forked:
        """The process with this number, whose output can be read from the pipe `output`."""
        reader = asyncio.StreamReader()
        pipe = os.fdopen(output, "rb", buffering=0)
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        return cls(pid, reader)

    def _ended(self) -> None:
        self._loop.remove_reader(self._watched)
        os.close(self._watched)
        _, status = os.waitpid(self.pid, 0)
        if not self._code.done():
            self._code.set_result(os.waitstatus_to_exitcode(status))

    async def wait(self) -> int:
        """How it ended, once it has: the exit code, or the signal's number below zero."""
        return await asyncio.shield(self._code)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal; ProcessLookupError when it has ended."""
        if self._code.done():
            raise ProcessLookupError(self.pid)
        os.kill(self.pid, number)
