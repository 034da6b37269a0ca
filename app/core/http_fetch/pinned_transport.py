"""HTTP transport that resolves a name once, checks every address and connects to a checked one.

Checking a URL before handing it to an ordinary client is not enough: the name may resolve to something else a
moment later. Here the check and the connection share one lookup.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from app.core.http_fetch import certificates
from app.core.http_fetch.address_rules import AddressRules, lookup

CONNECT_TRIES = 4


class ForbiddenAddress(Exception):
    """`host` resolves to `address`, which the rules refuse; nothing was sent."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, address)
        self.host, self.address = host, address


class HostNotFound(Exception):
    """The name has no address, or (`temporary`) nobody could be asked for it."""

    def __init__(self, host: str, *, temporary: bool = False) -> None:
        super().__init__(host)
        self.host, self.temporary = host, temporary


class OutOfTime(Exception):
    """The whole exchange took longer than its deadline, however steadily bytes came."""


class PinnedBackend(httpcore.NetworkBackend):
    """Opens connections only to addresses that `rules` allow, and none after `deadline` (monotonic)."""

    def __init__(self, rules: AddressRules, deadline: float) -> None:
        self._rules, self._deadline = rules, deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Look `host` up, refuse if any answer is forbidden, and connect to the first that answers."""
        last: Exception | None = None
        for address in self._checked(host, port)[:CONNECT_TRIES]:
            try:
                limit = within(self._deadline, timeout)
                stream = self._plain.connect_tcp(address, port, limit, local_address, socket_options)
                return TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last or HostNotFound(host)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never: a URL has no business with a local socket."""
        raise ForbiddenAddress(path, "unix socket")

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            addresses = lookup(host, port)
        except socket.gaierror as error:
            raise HostNotFound(host, temporary=error.errno == socket.EAI_AGAIN) from error
        except UnicodeError as error:  # a label over 63 characters
            raise HostNotFound(host) from error
        for address in addresses:
            if not self._rules.allows(host, address):
                raise ForbiddenAddress(host, address)
        return addresses


class TimedStream(httpcore.NetworkStream):
    """A stream whose every read and write also ends at the deadline of the whole exchange."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes as they come."""
        return self._stream.read(max_bytes, within(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything."""
        self._stream.write(buffer, within(self._deadline, timeout))

    def close(self) -> None:
        """Close the socket."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """TLS for the host of the URL: the certificate is checked against the name, not the address."""
        limit = within(self._deadline, timeout)
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, limit), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the inner stream knows."""
        return self._stream.get_extra_info(info)


class PinnedTransport(httpx.BaseTransport):
    """httpx on a `PinnedBackend`: no proxy, no environment, no connection kept after use."""

    def __init__(self, rules: AddressRules, deadline: float) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=certificates.trusted(),
            max_keepalive_connections=0,
            network_backend=PinnedBackend(rules, deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; httpcore's own exceptions come out as they are."""
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close whatever is open."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def within(deadline: float, timeout: float | None) -> float:
    """The shorter of `timeout` and the time left until `deadline`; OutOfTime when none is left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutOfTime
    return left if timeout is None else min(left, timeout)
