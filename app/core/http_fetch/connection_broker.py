"""Opens connections for a child process that can open none itself.

The child names a host and a port; the name is looked up here, every address checked by the rules, and the
connected socket passed to the child (SCM_RIGHTS). So whatever takes the child over reaches what the rules
allow, and nothing else. A request carries the socket that its answer goes to; several may wait at once.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpcore

from app.core.http_fetch.address_rules import AddressRules
from app.core.http_fetch.connection_answers import (
    CONNECTED,
    FORBIDDEN,
    MESSAGE_BYTES,
    REFUSED,
    TIMEOUT,
    UNKNOWN,
)
from app.core.http_fetch.pinned_transport import ForbiddenAddress, HostNotFound, OutOfTime, PinnedBackend
from app.core.log import logger

AT_ONCE = 16
_ANSWER_SECONDS = 5.0
_MOST_TOLD = 300


@contextmanager
def connection_broker(rules: AddressRules, seconds: float) -> Iterator[int]:
    """The descriptor at which a child asks for connections, for as long as the block lasts.

    None is opened after so many `seconds`.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    backend = PinnedBackend(rules, time.monotonic() + seconds)
    threading.Thread(target=_listen, args=(ours, backend), name="connections", daemon=True).start()
    with theirs:
        try:
            yield theirs.fileno()
        finally:
            theirs.shutdown(socket.SHUT_RDWR)  # which ends the listener, whoever else may hold the other end


def _listen(ours: socket.socket, backend: PinnedBackend) -> None:
    places = threading.BoundedSemaphore(AT_ONCE)
    with ours:
        while True:
            places.acquire()
            message, descriptors, _flags, _address = socket.recv_fds(ours, MESSAGE_BYTES, 1)
            if not message:
                return
            for extra in descriptors[1:]:
                os.close(extra)
            if not descriptors:
                places.release()
                continue
            # Each on a thread that nobody waits for: a look-up or a connection may take long.
            work = (message, descriptors[0], backend, places)
            threading.Thread(target=_serve, args=work, name="connection", daemon=True).start()


def _serve(message: bytes, descriptor: int, backend: PinnedBackend, places: threading.Semaphore) -> None:
    try:
        reply = socket.socket(fileno=descriptor)
    except OSError:  # what the child sent to answer at is no socket
        os.close(descriptor)
        places.release()
        return
    try:
        with reply:
            reply.settimeout(_ANSWER_SECONDS)
            _answer(message, reply, backend)
    except OSError as error:  # the child has ended, or does not listen
        logger().info("connection_not_passed", error=str(error))
    finally:
        places.release()


def _answer(message: bytes, reply: socket.socket, backend: PinnedBackend) -> None:
    try:
        host, port, timeout = json.loads(message)
        stream = backend.connect_tcp(str(host), int(port), None if timeout is None else float(timeout))
    except ForbiddenAddress as error:
        answer = [FORBIDDEN, error.host]
    except HostNotFound as error:
        answer = [UNKNOWN, error.host]
    except (OutOfTime, httpcore.ConnectTimeout):
        answer = [TIMEOUT, "the connection took too long"]
    except (httpcore.ConnectError, OSError, OverflowError, ValueError, TypeError) as error:
        answer = [REFUSED, str(error)]
    else:
        with suppress(OSError):  # a child that is gone wants it no more
            connected = [stream.get_extra_info("socket").fileno()]
            socket.send_fds(reply, [json.dumps([CONNECTED, ""]).encode()], connected)
        stream.close()
        return
    reply.send(json.dumps([answer[0], answer[1][:_MOST_TOLD]]).encode())
