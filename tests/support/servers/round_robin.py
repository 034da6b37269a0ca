"""A proxy without sticky sessions: each connection goes to the next server, and all can be cut."""

from __future__ import annotations

import socket
import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class RoundRobin:
    """Passes bytes between whoever connects to its port and servers of 127.0.0.1 in turn."""

    def __init__(self, *ports: int) -> None:
        self._ports = deque(ports)
        self._lock, self._open = threading.Lock(), set[socket.socket]()
        self.connections: Counter[int] = Counter()
        self.cut_after: int | None = None
        """How many bytes towards the servers may still pass before all connections are cut once."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End every connection, as a network that is gone for a moment."""
        with self._lock:
            ended, self._open = self._open, set()
        for each in ended:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End it."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if (server := self._next_server()) is None:
                client.close()
                continue
            with self._lock:
                self._open |= {client, server}
            for ends in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pump, args=ends, daemon=True).start()

    def _next_server(self) -> socket.socket | None:
        """A connection to the next server that takes one."""
        for _ in range(len(self._ports)):
            self._ports.rotate(-1)
            port = self._ports[-1]
            with suppress(OSError):
                server = socket.create_connection(("127.0.0.1", port))
                self.connections[port] += 1
                return server
        return None

    def _pump(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
                if counted:
                    self._count(len(data))
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open -= {source, target}

    def _count(self, size: int) -> None:
        if self.cut_after is None:
            return
        self.cut_after -= size
        if self.cut_after < 0:
            self.cut_after = None
            self.cut()


@contextmanager
def round_robin(*ports: int) -> Iterator[RoundRobin]:
    """A proxy as long as the block lasts."""
    proxy = RoundRobin(*ports)
    try:
        yield proxy
    finally:
        proxy.close()
