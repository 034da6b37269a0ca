"""A client that makes no progress loses its connection; one that is merely slow keeps it."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import uvicorn

from app.core.security import SECURITY_HEADERS
from app.core.settings import get_settings
from app.supervisor.serve.http1 import Http1Protocol

SECONDS = 0.4
LARGE = b"x" * (64 << 20)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body; sends a large one, or one after a pause."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    if scope["path"] == "/later":
        await asyncio.sleep(4 * SECONDS)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    body = LARGE if scope["path"] == "/large" else b"done"
    for start in range(0, len(body), 1 << 20):
        await send({"type": "http.response.body", "body": body[start : start + (1 << 20)], "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(get_settings().limits, "client_seconds", SECONDS)
        config = uvicorn.Config(app, http=Http1Protocol, lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as opened:
        yield opened


def rest(client: socket.socket) -> bytes:
    """Everything until the other side closes."""
    parts = []
    with suppress(ConnectionResetError):
        while part := client.recv(1 << 20):
            parts.append(part)
    return b"".join(parts)


def refused(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    assert headers["content-type"] == "application/problem+json"
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    problem = json.loads(body)
    assert problem["hint"]
    assert problem["detail"]
    return int(lines[0].split()[1]), problem["code"]


@pytest.mark.slow
def test_a_head_that_trickles_in_is_not_waited_for(client: socket.socket) -> None:
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
    closed = threading.Event()
    answer: list[bytes] = []
    reader = threading.Thread(target=lambda: (answer.append(rest(client)), closed.set()))
    reader.start()
    while not closed.wait(SECONDS / 8):
        try:
            client.sendall(b"X-More: 1\r\n")
        except OSError:
            break
    reader.join()
    assert refused(answer[0]) == (408, "request_timeout")


@pytest.mark.slow
def test_a_body_that_stops_is_not_waited_for(client: socket.socket) -> None:
    client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"x" * 2000)
    assert refused(rest(client)) == (408, "request_timeout")


@pytest.mark.slow
def test_a_connection_that_asks_nothing_is_closed(client: socket.socket) -> None:
    assert rest(client) == b""


@pytest.mark.slow
def test_an_answer_that_nobody_reads_is_cut_off(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(6 * SECONDS)
    assert len(rest(client)) < len(LARGE)


@pytest.mark.slow
def test_who_goes_on_is_served_however_long_it_takes(client: socket.socket) -> None:
    client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n")
    for _ in range(20):
        client.sendall(b"x" * 2000)
        time.sleep(SECONDS / 6)
    assert client.recv(1 << 16).startswith(b"HTTP/1.1 200")


@pytest.mark.slow
def test_a_client_may_wait_for_our_work_and_keep_its_connection(client: socket.socket) -> None:
    for _ in range(2):
        client.sendall(b"GET /later HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = b""
        while not answer.endswith(b"0\r\n\r\n"):
            part = client.recv(1 << 16)
            assert part
            answer += part
        assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "rubbish", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n"]
)
def test_what_is_no_http_is_refused_with_our_headers(client: socket.socket, rubbish: bytes) -> None:
    client.sendall(rubbish)
    assert refused(rest(client)) == (400, "malformed_request")
