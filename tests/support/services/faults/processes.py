"""The processes of a started instance, to stop, freeze and kill: none but those that the test started."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from tests.support.product import Product, wait_for

VALKEY, WORKER, DISPATCHER, WEB = (
    "valkey-server",
    "--queues\0captions",
    "tasks.dispatcher",
    "app.supervisor.serve",
)


def find(product: Product, word: str) -> list[int]:
    """The children of the instance's supervisor whose command line holds `word`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue  # it ended while we looked
        if parent == product.process.pid and word in command:
            found.append(int(folder.name))
    return found


def send(product: Product, word: str, number: signal.Signals) -> int:
    """Send a signal to the one process with `word`; returns its number."""
    wait_for(lambda: len(find(product, word)) == 1, 60, f"one {word}")
    (pid,) = find(product, word)
    os.kill(pid, number)
    return pid


def replaced(product: Product, word: str, before: int, seconds: float = 90) -> None:
    """Wait until another process has taken the place of `before`."""
    wait_for(lambda: find(product, word) not in ([], [before]), seconds, f"a new {word}")


def freeze(product: Product, word: str, seconds: float) -> None:
    """Stop a process for some seconds; it may have been replaced meanwhile."""
    pid = send(product, word, signal.SIGSTOP)
    time.sleep(seconds)
    if pid in find(product, word):
        os.kill(pid, signal.SIGCONT)
