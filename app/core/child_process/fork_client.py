"""Children of a clean process: asked of a server that this one starts, or that it shares with others.

The server is one of our own unless `VARIABLE` names the descriptor of a socket that is read by one which
somebody keeps for several processes.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from multiprocessing.connection import Connection, wait

VARIABLE = "FORK_SERVER"
ASK = b"1"
NUMBER = struct.Struct("i")
"""How a child's number and its exit code are told."""
ANSWER_SECONDS = 120.0
"""How long a server may take to fork: it may have to start first, or be found frozen and started again."""
_NOBODY, _TRIES = -1, 3


def line() -> tuple[socket.socket, socket.socket]:
    """A new socket for those who ask, and its other end for the server."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


class ForkServer:
    """The server whose children call `function` of `module`, with the modules `preload` imported."""

    def __init__(self, module: str, function: str, *preload: str) -> None:
        self.arguments = (module, function, *preload)
        self._turn = threading.Lock()
        self._asks: socket.socket | None = None
        self._own: subprocess.Popen[bytes] | None = None

    def fork(self) -> Child:
        """A new child, once it is there: no call waits for a server that has yet to start.

        OSError when that is not possible just now, TimeoutError among them.
        """
        for _ in range(_TRIES):
            child = self._asked()
            if child.number(ANSWER_SECONDS) != _NOBODY:
                return child
            child.forget()  # the server was killed with the question unanswered, or could not fork
        raise ConnectionError("The server of guarded children ends again and again.")

    def _asked(self) -> Child:
        pipe, works = multiprocessing.Pipe()
        told, tells = os.pipe()
        lives, ours = os.pipe()
        child = Child(pipe, told, ours)
        try:
            self._ask([works.fileno(), tells, lives])
        except BaseException:
            child.forget()
            raise
        finally:
            works.close()
            os.close(tells)
            os.close(lives)
        return child

    def _ask(self, files: list[int]) -> None:
        with self._turn:
            try:
                socket.send_fds(self._line(), [ASK], files)
            except ConnectionError:  # it ended just now, killed for lack of memory perhaps
                self._forget()
                socket.send_fds(self._line(), [ASK], files)

    def _line(self) -> socket.socket:
        if self._own is not None and self._own.poll() is not None:
            self._forget()
        if self._asks is None:
            self._asks = _shared() or self._started()
        return self._asks

    def _forget(self) -> None:
        if self._asks is not None:
            self._asks.close()
        self._asks = self._own = None

    def _started(self) -> socket.socket:
        asks, theirs = line()
        with theirs:
            self._own = subprocess.Popen(
                [sys.executable, "-m", "app.core.child_process.fork_server", "0", *self.arguments],
                stdin=theirs.fileno(),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        return asks


def _shared() -> socket.socket | None:
    number = os.environ.get(VARIABLE)
    return socket.socket(fileno=os.dup(int(number))) if number else None


class Child:
    """A process that was asked for, and the pipe to work with it."""

    def __init__(self, pipe: Connection, told: int, lives: int) -> None:
        self.pipe = pipe
        self._told = told
        self._lives: int | None = lives
        self._numbers: list[int] = []

    @property
    def pid(self) -> int:
        """Its number."""
        return self._numbers[0]

    def number(self, seconds: float) -> int:
        """Its number, once it was forked; `_NOBODY` when it never will be.

        TimeoutError when the server says nothing for so many seconds; then it is forgotten.
        """
        if not self._hears(1, seconds):
            self.forget()
            raise TimeoutError(f"The server of guarded children has said nothing for {seconds:g} seconds.")
        return self._numbers[0]

    def exit_code(self, seconds: float) -> int | None:
        """How it ended, if it has within so many seconds: its code, or the signal's number below zero."""
        return self._numbers[1] if self._hears(2, seconds) else None

    def _hears(self, count: int, seconds: float) -> bool:
        """Whether the server says so many numbers within so many seconds."""
        end = time.monotonic() + seconds
        while len(self._numbers) < count:
            left = max(0.0, end - time.monotonic())
            if not wait([self._told], left):  # unlike select(), for any number of open files
                return False
            self._hear()
        return True

    def _hear(self) -> None:
        """Take in what the server says: the child's number, then its end. One that is gone says nothing."""
        told = os.read(self._told, NUMBER.size)
        self._numbers += NUMBER.unpack(told) if told else [_NOBODY, -signal.SIGKILL][len(self._numbers) :]

    def kill(self) -> None:
        """End it now; whoever asked for it is all that keeps it alive."""
        if self._lives is not None:
            os.close(self._lives)
            self._lives = None
        if sys.platform != "linux" and self._numbers and self.exit_code(0) is None:
            os.kill(self.pid, signal.SIGKILL)

    def end(self, seconds: float) -> None:
        """Let it end by itself within so many seconds, or kill it; it is of no use any more."""
        if self.exit_code(seconds) is None:
            self.kill()
            self.exit_code(seconds)
        self.forget()

    def forget(self) -> None:
        """Close what is open for it."""
        self.kill()
        self.pipe.close()
        os.close(self._told)
