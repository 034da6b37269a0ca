"""Calls for a guarded child to make."""

import os
import time
from pathlib import Path


def hang() -> None:
    """Say who this process is, and stay for a minute."""
    print(os.getpid(), flush=True)
    time.sleep(60)


def open_socket(port: int) -> None:
    """As a reader that a hostile file has taken over would."""
    import socket

    socket.create_connection(("127.0.0.1", port))


def environment_seen() -> str:
    """Every variable and value that the process can see of its own environment."""
    return f"{dict(os.environ)} {Path('/proc/self/environ').read_bytes()!r}"
