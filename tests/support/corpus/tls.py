"""A TLS front for the product, because the Ruby examples insist on https."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit


@contextmanager
def front(base_url: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """An https address that relays to `base_url`, and the certificate to trust."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listener, context, base_url), daemon=True).start()
    try:
        yield f"https://localhost:{listener.getsockname()[1]}", certificate
    finally:
        listener.close()


def _serve(listener: socket.socket, context: ssl.SSLContext, base_url: str) -> None:
    address = urlsplit(base_url)
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:  # closed: the test is over
            return
        client = context.wrap_socket(plain, server_side=True)
        server = socket.create_connection((address.hostname or "", address.port or 80))
        threading.Thread(target=_relay, args=(client, server), daemon=True).start()
        threading.Thread(target=_relay, args=(server, client), daemon=True).start()


def _relay(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()
