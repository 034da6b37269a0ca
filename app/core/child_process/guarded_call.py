"""Run a pure function on untrusted data in a child process with CPU, memory and wall limits.

Children are forked from a clean, preloaded server (`fork_server`), so one shares no threads or locks with us
and can be killed without harming anything else. Each serves one call. As a fork and its first
page faults cost more than a film's captions (25 ms against 10), children are made ready before they are
needed, and warm up while no call waits. The callable must be importable by name and its arguments and result
must pickle.
"""

from __future__ import annotations

import gc
import math
import resource
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from app.core.child_process.fork_client import Child, ForkServer
from app.core.child_process.killed import ChildKilled, killed
from app.core.child_process.no_network import give_up_network
from app.core.errors import AppError, Canceled, JobError, LimitExceeded

T = TypeVar("T")

_WARM_UP = "app.captions.conversion.warm_up"
SERVER = ForkServer(__name__, "serve", _WARM_UP)
"""Who forks the children."""
_POLL_SECONDS = 0.2
_READY = 2
_PAUSE_SECONDS = 0.1
_EXIT_SECONDS = 1.0
_IDLE_SECONDS = 0.02


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

    One that somebody else kills is tried once more, in a new child.

    Raises what the function raised if that is an AppError; LimitExceeded (`limit_time`, `limit_cpu`,
    `limit_memory`) when a limit was hit; Canceled when `cancelled` said so; ChildKilled; JobError
    `parser_crashed` for anything else.
    """
    try:
        return _run(function, args, bounds, cancelled)
    except ChildKilled:
        return _run(function, args, bounds, cancelled)


def _run(
    function: Callable[..., T], args: tuple[Any, ...], bounds: Bounds, cancelled: Callable[[], bool]
) -> T:
    child = _send((bounds, function, args))
    try:
        ok, value = _await(child.pipe, bounds, cancelled)
    except (EOFError, ConnectionError):
        raise _died(child.exit_code(_EXIT_SECONDS), bounds) from None
    except BaseException:
        child.kill()  # now: it is still at work, and the keeper may be busy
        raise
    finally:
        _keeper.submit(_replace, child)
    if ok:
        result: T = value
        return result
    raise _without_cause(value)


def _without_cause(error: AppError) -> AppError:
    """Log what the child raised: people are told in words."""
    if cause := error.extra.pop("cause", ""):
        from app.core.log import logger  # late: children load this module too, and need no log

        logger().warning("parser_crashed", cause=cause)
    return error


_ready: deque[Child] = deque()
_none_ready = threading.Event()
_keeper = ThreadPoolExecutor(1, "sandbox")


def _send(call: tuple[Bounds, Callable[..., Any], tuple[Any, ...]]) -> Child:
    """Give the call to a child that is ready, or to a new one when other calls have just taken those."""
    child = _take()
    try:
        child.pipe.send(call)
    except ConnectionError:  # it was killed while it waited, for lack of memory perhaps
        child.end(_EXIT_SECONDS)
        child = SERVER.fork()
        child.pipe.send(call)
    return child


def _take() -> Child:
    try:
        child = _ready.pop()
    except IndexError:
        child = SERVER.fork()
    if not _ready:
        _none_ready.set()
    return child


def _replace(used: Child) -> None:
    """End a child that has served and make others ready: while one is left, once its caller has had time
    to use the answer, as both want a processor."""
    _none_ready.clear()
    if 0 < len(_ready) < _READY:
        _none_ready.wait(_PAUSE_SECONDS)
    used.end(_EXIT_SECONDS)  # it ends with its answer
    try:
        while len(_ready) < _READY:
            _ready.append(SERVER.fork())
    except OSError as error:  # no more processes just now; a call makes its own, or says so
        from app.core.log import logger  # late: children load this module too, and need no log

        logger().warning("no_child_ready", error=str(error))


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


def serve(pipe: Connection) -> None:
    """Make the one call that comes through the pipe, and answer: what a child does."""
    gc.disable()  # a child lives for one call under a memory limit: collecting would only cost time
    if not pipe.poll(_IDLE_SECONDS):  # where calls come one after another, they want the processor
        import_module(_WARM_UP).warm_up()
    give_up_network()
    try:
        bounds, function, args = pipe.recv()
    except EOFError:  # whoever might have called has ended
        return
    _limit_self(bounds)
    try:
        answer = (True, function(*args))
    except AppError as error:
        answer = (False, error)
    except MemoryError:
        answer = (False, _limit("memory", f"{bounds.memory >> 20} MB", bounds.memory))
    except RecursionError:
        answer = (False, _crashed("it is nested too deeply"))
    except Exception as error:  # noqa: BLE001 - whatever a parser throws at hostile input ends the job, not us
        answer = (False, _crashed("it makes its reader fail", f"{type(error).__name__}: {error}"[:500]))
    pipe.send(answer)
    pipe.close()


def _limit_self(bounds: Bounds) -> None:
    with open("/proc/self/statm") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + bounds.memory, used + bounds.memory))
    cpu = math.ceil(time.process_time()) + bounds.cpu
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
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


def _crashed(what: str, cause: str = "") -> JobError:
    """`cause` is for the log: whoever started the child writes it there and takes it off."""
    return JobError(
        f"The file could not be processed: {what}.",
        code="parser_crashed",
        hint="The file is probably damaged. Save it again from a caption editor and retry.",
        **({"cause": cause} if cause else {}),
    )


def _died(exit_code: int | None, bounds: Bounds) -> AppError:
    if exit_code == -signal.SIGKILL:  # its own limit of time ends it by SIGXCPU, which nothing here handles
        return killed()
    if exit_code == -signal.SIGXCPU:
        return _limit("cpu", f"{bounds.cpu} seconds", bounds.cpu)
    return _crashed(f"its process ended with code {exit_code}")
