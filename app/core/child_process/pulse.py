"""Signs of life: a process touches a file now and then, and who keeps it running sees when that stops.

A process that is stopped, or waits for ever, has not ended: nothing else tells that it will do nothing more.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

VARIABLE = "PULSE_FILE"
"""The environment variable that names the file to a process; without it nobody watches."""
_EVERY = 1.0


def beat() -> None:
    """Give a sign of life."""
    if path := os.environ.get(VARIABLE):
        with suppress(OSError):  # a disk that is full or away is no reason to end
            Path(path).touch(mode=0o600)


def start() -> None:
    """Give signs of life from a thread of its own: what waits for a database or a disk is not frozen."""
    threading.Thread(target=_beat_on, name="pulse", daemon=True).start()


def _beat_on() -> None:
    while True:
        beat()
        time.sleep(_EVERY)


class Pulse:
    """The signs of life of one process, as its keeper sees them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._last = -1

    async def changed(self) -> bool:
        """Whether there was a sign since the last time this was asked."""
        try:
            now = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return False
        changed, self._last = now != self._last, now
        return changed
