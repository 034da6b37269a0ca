"""Sets the clock of an instance's processes and slows their disk: Python imports this when it starts.

Seconds are read again and again from the files `clock` and `disk` of the folder that CONDITIONS names. What
SIMULATED_VERSION says is the version that a process takes itself for.
"""

import importlib.metadata
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

PROCESSES = ("tasks.worker", "tasks.dispatcher", "app.supervisor.serve")


def seconds(file: Path) -> float:
    """What a file says now."""
    return float(file.read_text() or 0)


def follow(file: Path) -> None:
    """Keep the clock as the file says."""
    while True:
        clock = sys.modules.get("app.core.clock")
        if clock is not None and hasattr(clock, "reset"):
            clock._offset = timedelta(seconds=seconds(file))  # type: ignore[attr-defined]
        time.sleep(0.05)


def slow(call: Callable[[int], None], file: Path) -> Callable[[int], None]:
    """A wait for the disk that takes as much longer as the file says."""

    def waiting(descriptor: int) -> None:
        time.sleep(seconds(file))
        call(descriptor)

    return waiting


if (folder := os.environ.get("CONDITIONS")) and any(name in sys.orig_argv for name in PROCESSES):
    os.fsync = slow(os.fsync, Path(folder, "disk"))  # type: ignore[assignment]
    os.fdatasync = slow(os.fdatasync, Path(folder, "disk"))  # type: ignore[assignment]
    threading.Thread(target=follow, args=(Path(folder, "clock"),), daemon=True).start()

if simulated := os.environ.get("SIMULATED_VERSION"):
    real = importlib.metadata.version
    importlib.metadata.version = lambda name: simulated if name == "cuedeck" else real(name)
