"""A child is passed the connections that the rules allow, and told why it gets no other."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator

import pytest

from app.core.http_fetch import pinned_transport
from app.core.http_fetch.address_rules import AddressRules
from app.core.http_fetch.connection_answers import MESSAGE_BYTES
from app.core.http_fetch.connection_broker import AT_ONCE, connection_broker
from tests.support.http_server import LocalServer, local_server, reply


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with local_server() as running:
        running.routes["/"] = reply(200, b"here")
        yield running


@pytest.fixture
def broker() -> Iterator[socket.socket]:
    with connection_broker(AddressRules(["127.0.0.1"]), 30) as descriptor:
        child = socket.socket(fileno=os.dup(descriptor))
        with child:
            yield child


def ask(broker: socket.socket, *asked: object) -> tuple[str, str, list[int]]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs:
            socket.send_fds(broker, [json.dumps(asked).encode()], [theirs.fileno()])
        message, descriptors, _, _ = socket.recv_fds(ours, MESSAGE_BYTES, 1)
    word, told = json.loads(message)
    return word, told, descriptors


def test_a_checked_connection_is_passed(broker: socket.socket, server: LocalServer) -> None:
    word, _, (descriptor,) = ask(broker, "127.0.0.1", server.port, 5)
    assert word == "connected"
    with socket.socket(fileno=descriptor) as connection:
        connection.settimeout(10)
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.0 200")


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (("127.0.0.2", 80, 5), "forbidden"),
        (("2130706434", 80, 5), "forbidden"),
        (("::1", 80, 5), "forbidden"),
        (("a" * 64, 80, 5), "unknown"),
        (("127.0.0.1", 1, 5), "refused"),
        (("127.0.0.1", 1 << 20, 5), "refused"),
        (("127.0.0.1",), "refused"),
        (({}, [], {}), "refused"),
    ],
)
def test_whatever_else_is_asked_for_is_refused_in_words(
    broker: socket.socket, asked: tuple[object, ...], word: str
) -> None:
    answer, _, descriptors = ask(broker, *asked)
    assert (answer, descriptors) == (word, [])


def test_who_waits_long_keeps_nobody_waiting(
    broker: socket.socket, server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked, go_on = pinned_transport.lookup, threading.Event(), threading.Event()

    def slow(host: str, port: int) -> list[str]:
        if host == "slow.example":
            asked.set()
            assert go_on.wait(30)
            return ["127.0.0.2"]
        return real(host, port)

    monkeypatch.setattr(pinned_transport, "lookup", slow)
    answers: list[str] = []
    waiting = threading.Thread(target=lambda: answers.append(ask(broker, "slow.example", 80, 5)[0]))
    waiting.start()
    assert asked.wait(30)
    word, _, (descriptor,) = ask(broker, "127.0.0.1", server.port, 5)
    os.close(descriptor)
    assert (word, answers) == ("connected", [])
    go_on.set()
    waiting.join(30)
    assert answers == ["forbidden"]


def test_nonsense_uses_up_no_place(broker: socket.socket, server: LocalServer) -> None:
    read, write = os.pipe()
    for _ in range(AT_ONCE + 1):
        broker.send(b"no descriptor to answer at")
        socket.send_fds(broker, [b"not a socket"], [write])
    os.close(read)
    os.close(write)
    word, _, (descriptor,) = ask(broker, "127.0.0.1", server.port, 5)
    os.close(descriptor)
    assert word == "connected"
