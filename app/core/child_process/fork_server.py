"""A clean process that forks children on request.

`python -m app.core.child_process.fork_server SOCKET MODULE FUNCTION PRELOAD...` imports the modules and reads
the socket, a file descriptor. Each message asks for one child, which calls the function, and brings three
files: the pipe that the child works with, one that is told who the child is and how it ended, and one that
ends the child when nobody holds its other end. The server has one thread, no connection, and of its
environment what anybody may see, so a child shares no lock and no secret with whoever asked for it. It ends
when nobody can ask any more, and gives signs of life until then (`pulse`).
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from traceback import print_exc

from app.core.child_process import own_environment, pulse
from app.core.child_process.fork_client import ASK, NUMBER
from app.core.child_process.parent_death import die_at_end_of

_FILES = 3
_BEAT_SECONDS = 1.0


def serve(asked: socket.socket, function: Callable[[Connection], None]) -> None:
    """Fork a child that calls the function for each message, until nobody can send one."""
    ends: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: _tell_ends(ends))
    while True:
        pulse.beat()
        if not select.select([asked], [], [], _BEAT_SECONDS)[0]:
            continue
        message, files, *_ = socket.recv_fds(asked, len(ASK), _FILES)
        if not message:
            return
        if len(files) == _FILES:
            _fork(asked, ends, files, function)
        for file in files:  # whoever asked has the other ends, and sees that there is no child
            os.close(file)


def _fork(
    asked: socket.socket, ends: dict[int, int], files: list[int], function: Callable[[Connection], None]
) -> None:
    works, tells, lives = files
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # until it is known whom to tell of the end
    try:
        child = os.fork()
    except OSError as error:  # no more processes just now: no reason for the children that are there to end
        print(f"No child was forked: {error}", file=sys.stderr)  # noqa: T201
        child = -1
    if not child:
        for file in (asked.detach(), tells, *ends.values()):
            os.close(file)
        _be_child(function, works, lives)
    if child > 0:
        ends[child] = files.pop(files.index(tells))  # stays open until its end is told
        _tell(tells, child)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


def _be_child(function: Callable[[Connection], None], works: int, lives: int) -> None:
    """Call the function and end, however it ends."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        die_at_end_of(lives)
        function(Connection(works))
        code = 0
    except BaseException:  # noqa: BLE001 - nothing of the server may run in its child
        print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


def _tell_ends(ends: dict[int, int]) -> None:
    """Tell of every child that has ended how it did."""
    for child in list(ends):
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            tells = ends.pop(child)
            _tell(tells, os.waitstatus_to_exitcode(status))
            os.close(tells)


def _tell(tells: int, number: int) -> None:
    with suppress(BrokenPipeError):  # nobody wants to know any more
        os.write(tells, NUMBER.pack(number))


def main(number: int, module: str, function: str, *preload: str) -> None:
    """Serve the socket with this number."""
    gc.disable()
    own_environment.forget_others(pulse.VARIABLE)
    serves = getattr(import_module(module), function)
    for each in preload:
        import_module(each)
    gc.freeze()  # what is here for good is not looked through, which would copy it in every child
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the whole group
    asked = socket.socket(fileno=os.dup(number))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, number)
    os.close(nothing)
    with asked:
        serve(asked, serves)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
