"""EBU STL files put together byte by byte, as EBU Tech 3264 says: not by the writer that is being tested."""

from __future__ import annotations

import struct

_FIELDS = {
    "CPN": (0, 3, "437"), "DFC": (3, 8, "STL25.01"), "DSC": (11, 1, "1"), "CCT": (12, 2, "00"),
    "LC": (14, 2, "09"), "OPT": (16, 32, "By hand"), "CD": (224, 6, "260301"), "RD": (230, 6, "260301"),
    "RN": (236, 2, "00"), "TNB": (238, 5, "00000"), "TNS": (243, 5, "00000"), "TNG": (248, 3, "001"),
    "MNC": (251, 2, "40"), "MNR": (253, 2, "23"), "TCS": (255, 1, "1"), "TCP": (256, 8, "00000000"),
    "TCF": (264, 8, "00000000"), "TND": (272, 1, "1"), "DSN": (273, 1, "1"), "CO": (274, 3, "SRB"),
}  # fmt: skip
"""Of the fields of the header: where, how long, and what is said when a test says nothing."""


def stl(*blocks: bytes, **said: str) -> bytes:
    header = bytearray(b" " * 1024)
    count, first = f"{len(blocks):05}", "".join(f"{part:02}" for part in blocks[0][5:9])
    said = {"TNB": count, "TNS": count, "TCF": first, **said}
    for name, (at, length, usual) in _FIELDS.items():
        header[at : at + length] = said.get(name, usual).encode("ascii").ljust(length)
    return bytes(header) + b"".join(blocks)


def block(
    number: int,
    begin: str,
    end: str,
    text: bytes,
    *,
    row: int = 20,
    justify: int = 2,
    extension: int = 0xFF,
    cumulative: int = 0,
    comment: bool = False,
) -> bytes:
    """A subtitle, or a part of one; times are hh:mm:ss:ff."""
    times = bytes(int(part) for time in (begin, end) for part in time.split(":"))
    head = struct.pack("<BHBB8sBBB", 0, number, extension, cumulative, times, row, justify, comment)
    return head + text.ljust(112, b"\x8f")
