"""What comes of a body is handed on as it came in one piece, and collected where it came in several."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from app.supervisor.serve.http1 import Http1Protocol


def receiving() -> Any:
    """A protocol in the middle of a request's body, with what uvicorn has of it then."""
    protocol: Any = Http1Protocol.__new__(Http1Protocol)
    protocol.cycle = SimpleNamespace(body=bytearray(), response_complete=False, message_event=asyncio.Event())
    protocol.flow = SimpleNamespace(pause_reading=lambda: None)
    protocol.parser = SimpleNamespace(should_upgrade=lambda: False)
    protocol._watch = SimpleNamespace(received=0)
    return protocol


def test_one_piece_is_not_copied() -> None:
    protocol, piece = receiving(), b"x" * 100_000
    protocol.on_body(piece)
    assert bytes(protocol.cycle.body) is piece
    assert protocol._watch.received == len(piece)
    assert protocol.cycle.message_event.is_set()


def test_several_pieces_are_collected_where_adding_copies_none_of_them() -> None:
    protocol, pieces = receiving(), [bytes([number]) * number for number in range(1, 200)]
    for piece in pieces:
        protocol.on_body(piece)
    assert isinstance(protocol.cycle.body, bytearray)
    assert protocol.cycle.body == b"".join(pieces)
    protocol.cycle.body = bytearray()  # as uvicorn does when it was received
    protocol.on_body(b"next")
    assert bytes(protocol.cycle.body) == b"next"
