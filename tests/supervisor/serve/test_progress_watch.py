"""What is progress, told without a network: the clock and the buffers are stand-ins."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from uvicorn.protocols.http.flow_control import FlowControl

from app.supervisor.serve.http1 import Http1Protocol
from app.supervisor.serve.progress_watch import ProgressWatch

BUFFERED = 100_000


class Loop:
    """Calls back only when the test says that the time has come."""

    def __init__(self) -> None:
        self.now = 0.0
        self._callback: Any = None

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, callback: Any) -> None:
        self._at, self._callback = self.now + seconds, callback

    def turn(self) -> None:
        self.now, callback, self._callback = self._at, self._callback, None
        if callback:
            callback()


@pytest.mark.parametrize(("reads", "ended"), [(True, []), (False, ["answer"])])
def test_a_buffer_that_is_emptied_and_filled_again_is_progress(reads: bool, ended: list[str]) -> None:
    """Each look sees a buffer as full as the last one, which says nothing of what was sent in between."""
    protocol, loop, slow = Http1Protocol.__new__(Http1Protocol), Loop(), list[str]()
    transport: Any = SimpleNamespace(get_write_buffer_size=lambda: BUFFERED)
    protocol.loop, protocol.transport = cast("Any", loop), transport
    protocol.flow = FlowControl(transport)
    protocol.cycle = cast("Any", SimpleNamespace(response_complete=False))
    protocol._watch = ProgressWatch(protocol, 10, slow.append)
    protocol._watch.start()
    for _ in range(6):
        protocol.pause_writing()
        loop.turn()
        if reads:
            protocol.resume_writing()
    assert slow == ended
