"""A chain of programs kept running, fed one text at a time; texts and answers end with a NUL."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections.abc import Sequence

from app.core.progress import Cancelled, stop_if

ASK_SECONDS = 0.5
MOST_BYTES = 4 << 20


class PipeError(Exception):
    """The chain broke, fell silent, or said too much."""


class ProgramPipe:
    """Starts `stages` on first use and again after a failure. For one thread at a time."""

    def __init__(self, stages: Sequence[Sequence[str]], timeout: float) -> None:
        self.stages = stages
        self.timeout = timeout
        self._children: list[subprocess.Popen[bytes]] = []

    def ask(self, text: bytes, cancelled: Cancelled) -> bytes:
        """The chain's answer to `text`; raises PipeError, OSError when a program is missing, and Canceled."""
        if not self._children:
            self._start()
        try:
            return self._exchange(text, cancelled)
        except BaseException:
            # Half an answer may still be on its way: the next text must not receive it.
            self.close()
            raise

    def close(self) -> None:
        """End the chain and everything it holds."""
        children, self._children = self._children, []
        for child in children:
            child.kill()
        for child in children:
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    stream.close()

    def __del__(self) -> None:
        self.close()

    def _start(self) -> None:
        following: int | None = subprocess.PIPE
        for stage in self.stages:
            child = subprocess.Popen(
                list(stage), stdin=following, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
            )
            if self._children:
                # Ours to close: else a stage would never see that the one before it ended.
                previous = self._children[-1].stdout
                assert previous is not None
                previous.close()
            self._children.append(child)
            assert child.stdout is not None
            following = child.stdout.fileno()
        assert self._children[0].stdin is not None
        os.set_blocking(self._children[0].stdin.fileno(), False)

    def _exchange(self, text: bytes, cancelled: Cancelled) -> bytes:
        entry, outlet = self._children[0].stdin, self._children[-1].stdout
        assert entry is not None
        assert outlet is not None
        waiting, answer = text + b"\0", bytearray()
        until = time.monotonic() + self.timeout
        with selectors.DefaultSelector() as ready:
            ready.register(outlet, selectors.EVENT_READ)
            ready.register(entry, selectors.EVENT_WRITE)
            while not answer.endswith(b"\0"):
                stop_if(cancelled)
                if time.monotonic() > until:
                    raise PipeError(f"no answer within {self.timeout:g} seconds")
                for key, _events in ready.select(ASK_SECONDS):
                    if key.fileobj is entry:
                        waiting = waiting[os.write(entry.fileno(), waiting[: 1 << 16]) :]
                        if not waiting:
                            ready.unregister(entry)
                    else:
                        answer += self._read(outlet.fileno(), len(answer))
        return bytes(answer[:-1])

    def _read(self, outlet: int, so_far: int) -> bytes:
        piece = os.read(outlet, 1 << 16)
        if not piece:
            raise PipeError("a program of the chain ended")
        if so_far + len(piece) > MOST_BYTES:
            raise PipeError("the answer is too long")
        return piece
