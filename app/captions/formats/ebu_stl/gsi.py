"""The General Subtitle Information block: 1,024 bytes of fields (Tech 3264, section 4.2)."""

from __future__ import annotations

import re

from app.core.errors import CaptionError

SIZE = 1024

FIELDS: tuple[tuple[str, int, int], ...] = (
    ("CPN", 0, 3),
    ("DFC", 3, 8),
    ("DSC", 11, 1),
    ("CCT", 12, 2),
    ("LC", 14, 2),
    ("OPT", 16, 32),
    ("OET", 48, 32),
    ("TPT", 80, 32),
    ("TET", 112, 32),
    ("TN", 144, 32),
    ("TCD", 176, 32),
    ("SLR", 208, 16),
    ("CD", 224, 6),
    ("RD", 230, 6),
    ("RN", 236, 2),
    ("TNB", 238, 5),
    ("TNS", 243, 5),
    ("TNG", 248, 3),
    ("MNC", 251, 2),
    ("MNR", 253, 2),
    ("TCS", 255, 1),
    ("TCP", 256, 8),
    ("TCF", 264, 8),
    ("TND", 272, 1),
    ("DSN", 273, 1),
    ("CO", 274, 3),
    ("PUB", 277, 32),
    ("EN", 309, 32),
    ("ECD", 341, 32),
    ("UDA", 448, 576),
)
"""Name, offset and length of every field; 373 to 447 are spare."""

_CODE_PAGES = {"437": "cp437", "850": "cp850", "860": "cp860", "863": "cp863", "865": "cp865"}


def _code_page(number: str) -> str:
    return _CODE_PAGES.get(number, "cp850")


def read(data: bytes) -> dict[str, str]:
    """Every field by its name in the standard, as text without padding; user data (UDA) as hexadecimal."""
    if len(data) < SIZE or data[3:6] != b"STL":
        raise CaptionError(
            "This is not an EBU STL file: its first block is "
            + ("shorter than 1,024 bytes." if len(data) < SIZE else "no GSI block."),
            code="not_ebu_stl" if len(data) >= SIZE else "truncated",
            hint="Check the format, or ask for the file again: it may have been cut short.",
            rejected=True,
        )
    codec = _code_page(data[:3].decode("ascii", "replace"))
    fields = {}
    for name, offset, length in FIELDS:
        raw = data[offset : offset + length]
        if name == "UDA":
            fields[name] = raw.rstrip(b" \x00").hex()
        else:
            fields[name] = "".join(x if x.isprintable() else " " for x in raw.decode(codec)).rstrip()
    return fields


def write(fields: dict[str, str]) -> bytes:
    """The block; a value longer than its field is cut, one the code page cannot hold becomes "?"."""
    block = bytearray(b" " * SIZE)
    codec = _code_page(fields.get("CPN", ""))
    for name, offset, length in FIELDS:
        value = fields.get(name, "")
        raw = _user_data(value) if name == "UDA" else value.encode(codec, "replace")
        block[offset : offset + length] = raw[:length].ljust(length)
    return bytes(block)


def _user_data(value: str) -> bytes:
    """The bytes of hexadecimal text; none when it is something else."""
    return bytes.fromhex(value) if re.fullmatch(r"(?:[0-9a-fA-F]{2})*", value) else b""
