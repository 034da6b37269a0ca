"""Child processes that end with their parent, even after kill -9.

The kernel does the watching, so it also works when Python code hangs. Linux only; elsewhere nothing happens.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import select
import signal
import sys

_PR_SET_PDEATHSIG = 1  # prctl(2)
# Loaded here, in the parent: between fork and exec a child must not take locks such as the import lock.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Get signal `number` when the thread that started this process ends.

    To be called in the child right after the fork; `parent` is the process id of the one that forked. If that
    one has ended before the call, nobody would tell us any more, so we send the signal ourselves.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def die_at_end_of(pipe: int) -> None:
    """Be killed when the other end of `pipe`, a descriptor with nothing left to read, is closed.

    For a child that was not forked by the process it belongs to: one of a multiprocessing "forkserver" has
    such a pipe in `multiprocessing.parent_process().sentinel`.
    """
    if sys.platform != "linux":
        return
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([pipe], [], [], 0)[0]:
        os.kill(os.getpid(), signal.SIGKILL)
