"""Caption files packed with gzip, as services that keep subtitles send them."""

from __future__ import annotations

import gzip
import io
import zlib

_MAGIC = b"\x1f\x8b"
_CHUNK = 1 << 16


def unpacked(data: bytes, most: int) -> tuple[bytes, bool]:
    """What a packed file holds, and whether that is all of it; another file as it is.

    A file may be several that were packed one by one. No more than `most` bytes and one are unpacked, so that
    a longer one can be refused.
    """
    if not data.startswith(_MAGIC) or len(data) > most:
        return data, True
    parts, size = list[bytes](), 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            while size <= most and (part := file.read1(min(_CHUNK, most + 1 - size))):
                parts.append(part)
                size += len(part)
    except (EOFError, OSError, zlib.error):  # cut off, damaged, or something else behind it
        return (b"".join(parts), False) if parts else (data, True)
    return b"".join(parts), True
