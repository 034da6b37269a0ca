"""Films that say in their MP4 container that they are Dolby Vision, by its configuration record."""

from __future__ import annotations

import struct
from pathlib import Path

_AROUND = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"hvc1")


def as_dolby_vision(film: Path, profile: int, compatible: int) -> Path:
    """The same HEVC in MP4, which then has a Dolby Vision configuration of this profile.

    `compatible` is what its picture is without it: 0 nothing, 1 HDR10, 2 SDR, 4 HLG.
    """
    data = bytearray(film.read_bytes())
    entry = data.index(b"hvc1") - 4
    end = entry + struct.unpack_from(">I", data, entry)[0]
    record = bytes((1, 0, profile << 1, 1 << 3 | 0b101, compatible << 4)) + bytes(19)
    box = struct.pack(">I4s", 8 + len(record), b"dvcC") + record
    for name in _AROUND:
        at = data.index(name) - 4
        struct.pack_into(">I", data, at, struct.unpack_from(">I", data, at)[0] + len(box))
    data[end:end] = box  # the index stands behind the pictures, so no place in it changes
    film.write_bytes(data)
    return film
