"""A request that offers another protocol (`Upgrade`) is answered in HTTP/1.1, its body and successors too."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest

from tests.support.product import Product

pytestmark = pytest.mark.server

BODY = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
UPLOAD = "POST /v1/uploads?name=offered.srt HTTP/1.1"
OFFER = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA")


@pytest.fixture
def connection(product: Product) -> Iterator[socket.socket]:
    host, port = product.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as opened:
        yield opened


def head(product: Product, first: str, *more: str) -> bytes:
    host = product.base_url.removeprefix("http://")
    lines = [first, f"Host: {host}", f"Authorization: Bearer {product.key}", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def answer(connection: socket.socket) -> tuple[int, bytes]:
    reading = HTTPResponse(connection)
    reading.begin()
    return reading.status, reading.read()


def upload(product: Product, *length: str) -> bytes:
    return head(product, UPLOAD, *OFFER, *length)


def arrived(connection: socket.socket) -> bool:
    status, body = answer(connection)
    assert status == 201, body
    return bool(json.loads(body)["size"] == len(BODY))


def test_the_body_arrives_with_its_head(product: Product, connection: socket.socket) -> None:
    connection.sendall(upload(product, f"Content-Length: {len(BODY)}") + BODY)
    assert arrived(connection)


def test_the_body_arrives_piece_by_piece(product: Product, connection: socket.socket) -> None:
    whole = upload(product, f"Content-Length: {len(BODY)}") + BODY
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for at in range(0, len(whole), 37):
        connection.sendall(whole[at : at + 37])
    assert arrived(connection)


def test_the_body_arrives_in_chunks(product: Product, connection: socket.socket) -> None:
    chunk = f"{len(BODY):x}\r\n".encode() + BODY + b"\r\n0\r\n\r\n"
    connection.sendall(upload(product, "Transfer-Encoding: chunked") + chunk)
    assert arrived(connection)


def test_the_connection_goes_on(product: Product, connection: socket.socket) -> None:
    plain = head(product, "GET /v1/capabilities HTTP/1.1")
    offered = head(product, "GET /v1/jobs?limit=1 HTTP/1.1", *OFFER)
    with_body = upload(product, f"Content-Length: {len(BODY)}") + BODY
    for request, expected in ((plain, 200), (offered, 200), (with_body, 201), (plain, 200)):
        connection.sendall(request)
        assert answer(connection)[0] == expected


@pytest.mark.parametrize("offer", ["h2c", "TLS/1.0", "websocket, h2c"])
def test_any_unknown_protocol_is_passed_over(product: Product, connection: socket.socket, offer: str) -> None:
    offered = ("Connection: Upgrade", f"Upgrade: {offer}", f"Content-Length: {len(BODY)}")
    connection.sendall(head(product, UPLOAD, *offered) + BODY)
    assert arrived(connection)


def test_connect_is_refused_and_not_read_for_ever(product: Product, connection: socket.socket) -> None:
    connection.sendall(head(product, "CONNECT example.com:443 HTTP/1.1", *OFFER))
    assert answer(connection)[0] in (400, 404, 405, 421)
