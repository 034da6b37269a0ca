"""Run a pure function on untrusted data in a child process with CPU, memory and wall limits.

Children are forked from a clean, preloaded server (multiprocessing "forkserver"), so one starts in a few
milliseconds, shares no threads or locks with us, and can be killed without harming anything else. The
callable must be importable by name and its arguments and result must pickle.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from app.core.errors import AppError, Canceled, JobError, LimitExceeded
from app.core.tether import die_at_end_of

T = TypeVar("T")

_PRELOAD = ["app.captions.preload", "app.core.sandbox"]
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(_PRELOAD)
_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of one call: wall seconds, CPU seconds, bytes of memory on top of the preloaded modules."""

    wall: float
    cpu: int
    memory: int


def run(
    function: Callable[..., T],
    *args: Any,
    bounds: Bounds,
    cancelled: Callable[[], bool] = lambda: False,
) -> T:
    """Call `function(*args)` in a guarded child and return its result.

    Raises what the function raised if that is an AppError; LimitExceeded (`limit_time`, `limit_cpu`,
    `limit_memory`) when a limit was hit; Canceled when `cancelled` said so; JobError
    `parser_crashed` for anything else.
    """
    receiver, sender = _context.Pipe(duplex=False)
    child = _context.Process(target=_serve, args=(sender, bounds, function, args), daemon=True)
    child.start()
    sender.close()
    try:
        ok, value = _await(receiver, bounds, cancelled)
    except EOFError:
        child.join(1)
        raise _died(child.exitcode, bounds) from None
    finally:
        child.kill()
        child.join()
        receiver.close()
    if ok:
        result: T = value
        return result
    raise value


def warm_up() -> None:
    """Start the server ahead of the first call, so that no person waits for it."""
    run(abs, -1, bounds=Bounds(wall=30, cpu=10, memory=1 << 30))


def _await(receiver: Connection, bounds: Bounds, cancelled: Callable[[], bool]) -> tuple[bool, Any]:
    deadline = time.monotonic() + bounds.wall
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise _limit("time", f"{bounds.wall:g} seconds", bounds.wall)
        if receiver.poll(min(left, _POLL_SECONDS)):
            answer: tuple[bool, Any] = receiver.recv()
            return answer
        if cancelled():
            raise Canceled("The job was canceled.")


def _serve(sender: Connection, bounds: Bounds, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    _limit_self(bounds)
    gc.disable()  # a child lives for one call under a memory limit: collecting would only cost time
    try:
        answer = (True, function(*args))
    except AppError as error:
        answer = (False, error)
    except MemoryError:
        answer = (False, _limit("memory", f"{bounds.memory >> 20} MB", bounds.memory))
    except RecursionError:
        answer = (False, _crashed("it is nested too deeply"))
    except Exception as error:  # noqa: BLE001 - whatever a parser throws at hostile input ends the job, not us
        answer = (False, _crashed(f"{type(error).__name__}: {error}"[:500]))
    sender.send(answer)
    sender.close()


def _limit_self(bounds: Bounds) -> None:
    if parent := multiprocessing.parent_process():  # nobody waits for the answer of a worker that was killed
        die_at_end_of(parent.sentinel)
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + bounds.memory, used + bounds.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu, bounds.cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit(name: str, amount: str, value: float) -> LimitExceeded:
    return LimitExceeded(
        f"Reading this file needed more than the {name} limit of {amount}.",
        code=f"limit_{name}",
        hint="The file is unusually large or damaged. Split it, or save it again from a caption editor.",
        limit=name,
        value=value,
    )


def _crashed(what: str) -> JobError:
    return JobError(
        f"The file could not be processed: {what}.",
        code="parser_crashed",
        hint="The file is probably damaged. Save it again from a caption editor and retry.",
    )


def _died(exit_code: int | None, bounds: Bounds) -> AppError:
    if exit_code in (-signal.SIGXCPU, -signal.SIGKILL):
        return _limit("cpu", f"{bounds.cpu} seconds", bounds.cpu)
    return _crashed(f"its process ended with code {exit_code}")
