"""File locks: one process at a time installs a model."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.progress import Cancelled, stop_if

WAIT_SECONDS = 0.2


@contextmanager
def model_lock(path: Path, cancelled: Cancelled) -> Iterator[None]:
    """Hold the lock file at `path`; the system frees it when its process ends, however that happens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stop_if(cancelled)
                time.sleep(WAIT_SECONDS)
            else:
                break
        yield
