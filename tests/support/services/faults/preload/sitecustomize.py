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
NURSERY = "app.supervisor.nursery"
"""It forks the others, which then begin without importing this."""


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


def begin(folder: Path) -> None:
    """Let this process know no other clock and disk from now on."""
    threading.Thread(target=follow, args=(folder / "clock",), daemon=True).start()


def slow_down(folder: Path) -> None:
    """Slow the disk of this process, and of those that it forks."""
    os.fsync = slow(os.fsync, folder / "disk")  # type: ignore[assignment]
    os.fdatasync = slow(os.fdatasync, folder / "disk")  # type: ignore[assignment]


if conditions := os.environ.get("CONDITIONS"):
    if any(name in sys.orig_argv for name in PROCESSES):
        slow_down(Path(conditions))
        begin(Path(conditions))
    elif NURSERY in sys.orig_argv:
        slow_down(Path(conditions))
        os.register_at_fork(after_in_child=lambda: begin(Path(conditions)))

if simulated := os.environ.get("SIMULATED_VERSION"):
    real = importlib.metadata.version
    importlib.metadata.version = lambda name: simulated if name == "cuedeck" else real(name)
