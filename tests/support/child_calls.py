"""Calls for a guarded child to make."""

import os
import time


def hang() -> None:
    """Say who this process is, and stay for a minute."""
    print(os.getpid(), flush=True)
    time.sleep(60)


def open_socket(port: int) -> None:
    """As a reader that a hostile file has taken over would."""
    import socket

    socket.create_connection(("127.0.0.1", port))
