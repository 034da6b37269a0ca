"""Ends connections that make no progress: heads and bodies that trickle in, answers that nobody reads.

Each keeps a socket, and a body that is being received keeps a file and a place among the uploads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.supervisor.serve.http1 import Http1Protocol

LEAST_BYTES = 1024
"""Fewer than these within the time that is allowed is no progress."""

_ONE_BUFFER = 1 << 40
"""More than any buffer holds: one that was emptied and filled again is progress, whatever is in it now."""


class ProgressWatch:
    """Looks at a connection twice in `seconds`; calls `too_slow` once nothing has moved for so long."""

    def __init__(self, protocol: Http1Protocol, seconds: float, too_slow: Callable[[str], None]) -> None:
        self._protocol, self._seconds, self._too_slow = protocol, seconds, too_slow
        self._loop = protocol.loop
        self._timer: asyncio.TimerHandle | None = None
        self._what, self._since, self._mark = "", 0.0, 0
        self.received = self.begun = self.emptied = 0

    def start(self) -> None:
        """Watch from now on."""
        self._timer = self._loop.call_later(self._seconds / 2, self._look)

    def stop(self) -> None:
        """Watch no more: the connection has ended, or is a WebSocket now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        what, mark = self._state()
        now = self._loop.time()
        if what != self._what or not what or abs(mark - self._mark) >= LEAST_BYTES:
            self._what, self._since, self._mark = what, now, mark
        elif now - self._since >= self._seconds:
            self._too_slow(what)
            return
        self.start()

    def _state(self) -> tuple[str, int]:
        """What the connection waits for the client to do ("" for nothing), and how far that is.

        A head counts as one piece: however its bytes come, it has to be whole in time.
        """
        cycle, flow = self._protocol.cycle, self._protocol.flow
        if cycle is None or cycle.response_complete:
            idle = self._protocol.timeout_keep_alive_task is not None  # uvicorn ends it, a minute later
            return ("" if idle else "head"), self.begun * LEAST_BYTES
        if flow.write_paused:
            left = self._protocol.transport.get_write_buffer_size()
            return "answer", self.emptied * _ONE_BUFFER - left
        asked = cycle.more_body and not cycle.waiting_for_100_continue
        if asked and not flow.read_paused and not cycle.response_started:
            return "body", self.received
        return "", 0
