"""Calls for a guarded child to make."""

import os
import time


def hang() -> None:
    """Say who this process is, and stay for a minute."""
    print(os.getpid(), flush=True)
    time.sleep(60)
