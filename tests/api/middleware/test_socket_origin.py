"""The page's socket refuses other sites' pages."""

from __future__ import annotations

import socket

import pytest

from tests.support.product import Product

pytestmark = pytest.mark.server


def handshake(product: Product, origin: str | None) -> int:
    """The status of a WebSocket handshake."""
    host, port = product.base_url.removeprefix("http://").split(":")
    lines = [
        "GET /_event/?EIO=4&transport=websocket&token=t HTTP/1.1",
        f"Host: {host}:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *([f"Origin: {origin}"] if origin else []),
    ]
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(connection.recv(1000).split()[1])


def test_who_may_open_the_socket(product: Product) -> None:
    assert handshake(product, product.base_url) == 101
    assert handshake(product, None) == 101
    for foreign in ("https://evil.example", "null", "http://127.0.0.1:1", product.base_url + ".evil.example"):
        assert handshake(product, foreign) == 403
