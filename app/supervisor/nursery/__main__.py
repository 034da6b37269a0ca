"""The nursery: `python -m app.supervisor.nursery ROOM`, with a socket as its standard input.

For each order that comes it imports the modules that the order names, each with what that imports, and forks
a process; until the other end is closed. There is one thread, no connection and no file that a child could
share by accident. A child belongs to whoever sent the order, not to the nursery: it is forked twice, and the
first of the two ends at once. `ROOM` is blank, and leaves place for the command lines of the children.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import runpy
import socket
import sys

from app.supervisor.nursery.command_line import show_as
from app.supervisor.nursery.order import MOST_BYTES, MOST_FILES, Order
from app.supervisor.preparation import prepare

_GO = b"1"
_ABOVE_ALL = 256  # file descriptors from here on are none that a child is asked to have


def main() -> None:
    """Fork what is ordered, and end; or, in a child, run what was ordered."""
    gc.disable()  # while modules load nothing is garbage yet
    with socket.socket(fileno=os.dup(0)) as orders:
        while (received := _next(orders)) is not None:
            order, files = received
            for module in order.shares:
                _import(module)
            gc.freeze()  # what is here for good is not looked through, which would copy it in every child
            forked = _fork()
            if forked is None:
                orders.close()
                _become(order, files)
                return
            for file in files:
                os.close(file)
            child, lets = forked
            orders.send(str(child).encode())
            os.write(lets, _GO)
            os.close(lets)


def _import(module: str) -> None:
    try:
        importlib.import_module(module)
    except Exception as error:  # noqa: BLE001 - whoever needs it meets the same, and says so in its own log
        print(f"{module} was not imported: {error}", file=sys.stderr)  # noqa: T201


def _next(orders: socket.socket) -> tuple[Order, list[int]] | None:
    """The next order with its files; None when there will be no more."""
    text, files, *_ = socket.recv_fds(orders, MOST_BYTES, MOST_FILES)
    return (Order.parse(text), files) if text else None


def _fork() -> tuple[int, int] | None:
    """The number of a new process, which no longer is our child, and a pipe from which it waits for `_GO`.

    None in that process itself, once it may go on. Where nobody lets it go, nobody knows of it, and it ends.
    """
    told, tells = os.pipe()
    waits, lets = os.pipe()
    between = os.fork()
    if between:
        os.close(tells)
        os.close(waits)
        child = int(os.read(told, 20))
        os.close(told)
        os.waitpid(between, 0)
        return child, lets
    child = os.fork()
    if child:
        os.write(tells, str(child).encode())
        os._exit(0)
    for end in (told, tells, lets):
        os.close(end)
    if os.read(waits, 1) != _GO:
        os._exit(1)
    os.close(waits)
    return None


def _become(order: Order, files: list[int]) -> None:
    """Be what was ordered, and run it to its end."""
    gc.enable()
    os.setsid()  # a group to kill; and Linux shares the processor fairly between sessions
    prepare(order.parent, order.nice)
    above = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, _ABOVE_ALL) for file in files]
    for file in files:
        os.close(file)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    output, *passed = above
    for number, file in [(1, output), (2, output), *zip(order.numbers, passed, strict=True)]:
        os.dup2(file, number)
    for file in above:
        os.close(file)
    os.environ.update(order.environment)
    show_as((sys.executable, "-m", order.module, *order.arguments))
    sys.argv[1:] = order.arguments
    runpy.run_module(order.module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
