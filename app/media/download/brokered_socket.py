"""TCP sockets for a process that may open none: the worker opens and checks them (`connection_broker`)."""

from __future__ import annotations

import json
import os
import socket
from typing import Any

from app.core.http_fetch.connection_answers import CONNECTED, FORBIDDEN, MESSAGE_BYTES, TIMEOUT, UNKNOWN

_broker: list[socket.socket] = []
refused: list[str] = []
"""The hosts to which a connection was refused by the rules."""


def install(descriptor: int) -> None:
    """Let every socket that this process makes be connected by the broker at `descriptor`."""
    os.set_inheritable(descriptor, False)  # no program that is started here may ask it
    _broker.append(socket.socket(fileno=descriptor))
    socket.getaddrinfo = _unresolved
    socket.socket = BrokeredSocket  # type: ignore[misc]


def _unresolved(host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
    """The name as its own address: who connects looks it up."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "localhost")
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (name, int(port or 0)))]


class BrokeredSocket(socket.socket):
    """One end of a pair that nobody reads, until `connect` puts the connection in its place."""

    def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
        self._options: list[tuple[Any, ...]] = []
        self._waits = fileno is None
        if fileno is None:
            if family not in (-1, socket.AF_INET, socket.AF_INET6) or type not in (-1, socket.SOCK_STREAM):
                raise PermissionError("only TCP connections are possible here")
            idle, other = socket.socketpair()
            other.close()
            family, type, fileno = socket.AF_INET, socket.SOCK_STREAM, idle.detach()
        super().__init__(family, type, proto, fileno)

    def setsockopt(self, *option: Any) -> None:
        """Set an option, as soon as there is a connection."""
        if self._waits:
            self._options.append(option)
        else:
            super().setsockopt(*option)

    def connect(self, address: Any) -> None:
        """Become the connection to (host, port) that the broker has opened."""
        timeout = self.gettimeout()
        connection = _ask(str(address[0]), int(address[1]), timeout)
        os.dup2(connection, self.fileno(), inheritable=False)
        os.close(connection)
        self._waits = False
        self.settimeout(timeout)
        for option in self._options:
            super().setsockopt(*option)


def _ask(host: str, port: int, timeout: float | None) -> int:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs:
            socket.send_fds(_broker[0], [json.dumps([host, port, timeout]).encode()], [theirs.fileno()])
        message, descriptors, _flags, _address = socket.recv_fds(ours, MESSAGE_BYTES, 1)
    answer, told = json.loads(message) if message else ("", "the connection broker has ended")
    if answer == CONNECTED and descriptors:
        return descriptors[0]
    raise _failure(answer, told, host)


def _failure(answer: str, told: str, host: str) -> OSError:
    if answer == FORBIDDEN:
        refused.append(told)
        return PermissionError(f"{told} leads to a private or reserved address")
    if answer == UNKNOWN:
        return socket.gaierror(socket.EAI_NONAME, f"{told} has no address")
    if answer == TIMEOUT:
        return TimeoutError(told)
    return ConnectionRefusedError(f"{host}: {told}")
