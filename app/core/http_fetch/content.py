"""An answer's content in pieces of a size that we choose, whatever it was compressed to.

A library that unpacks whatever the network brought makes a thousand times as much of it before anybody can
count. We ask for plain content; a server that compresses it all the same is unpacked piece by piece.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_READABLE = {"gzip": _GZIP_OR_ZLIB, "x-gzip": _GZIP_OR_ZLIB, "deflate": _GZIP_OR_ZLIB}


def pieces(response: httpx.Response, size: int) -> Iterator[bytes]:
    """The content, at most `size` bytes at a time. Raises httpx.DecodingError for what cannot be unpacked."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        yield from response.iter_raw(size)
        return
    if encoding not in _READABLE:
        raise httpx.DecodingError(f"content-encoding {encoding[:40]!r}, which nobody asked for")
    unpacker = zlib.decompressobj(_READABLE[encoding])
    try:
        for chunk in response.iter_raw(size):
            while chunk:
                yield unpacker.decompress(chunk, size)
                chunk = unpacker.unconsumed_tail
        while rest := unpacker.decompress(b"", size):
            yield rest
    except zlib.error as error:
        raise httpx.DecodingError(str(error)) from error
    if not unpacker.eof:
        raise httpx.DecodingError("the compressed content is cut short")
