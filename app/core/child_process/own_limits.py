"""Time and memory limits for this process, for commands that read untrusted files.

Weaker than `guarded_call` beside it, which can kill: a call that never returns to the interpreter is only
ended by the kernel, at the hard limit, together with the command.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from app.core.errors import LimitExceeded

_HINT = "The file is unusually large or damaged. Split it, or save it again from a caption editor."


@contextmanager
def bounded(cpu_seconds: int, memory: int) -> Iterator[None]:
    """Raise LimitExceeded (`limit_cpu`, `limit_memory`) when the block needs more CPU time or bytes."""

    def too_long(_number: int, _frame: FrameType | None) -> None:
        raise LimitExceeded(
            f"Reading this file needed more than the cpu limit of {cpu_seconds} seconds.",
            code="limit_cpu",
            hint=_HINT,
            limit="cpu",
            value=cpu_seconds,
        )

    before = signal.signal(signal.SIGVTALRM, too_long)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory if hard < 0 else min(used + memory, hard), hard))
    signal.setitimer(signal.ITIMER_VIRTUAL, cpu_seconds)
    try:
        yield
    except MemoryError:
        raise LimitExceeded(
            f"Reading this file needed more than the memory limit of {memory >> 20} MB.",
            code="limit_memory",
            hint=_HINT,
            limit="memory",
            value=memory,
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
