"""Hexadecimal data as MCC files abbreviate it: one letter for a frequent sequence of bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable

LETTERS: dict[str, str] = {
    **{letter: "FA0000" * n for n, letter in enumerate("GHIJKLMNO", 1)},
    "P": "FB8080", "Q": "FC8080", "R": "FD8080", "S": "9669", "T": "6101", "U": "E1000000", "Z": "00",
}  # fmt: skip
"""What every letter stands for, as the header of each file lists it."""

_U_LINE = re.compile(r"//\s*U\s+E1h((?: 00h)+)\s*$")
_PIECES = re.compile(r"(?:FA0000){1,9}|FB8080|FC8080|FD8080|9669|6101|E1000000|..")
_PACKED = {data: letter for letter, data in LETTERS.items()}


def expansions(header: Iterable[str]) -> dict[int, str]:
    """The table for `str.translate`. Programs disagree on "U" (two or three zero bytes): the header says."""
    table = dict(LETTERS)
    for line in header:
        found = _U_LINE.match(line)
        if found is not None:
            table["U"] = "E1" + found[1].count("00h") * "00"
    return str.maketrans(table | {letter.lower(): data for letter, data in table.items()})


def packed(data: bytes) -> str:
    """Bytes as upper-case hexadecimal with every sequence abbreviated that can be, byte by byte."""
    return _PIECES.sub(_letter, data.hex().upper())


def _letter(found: re.Match[str]) -> str:
    piece = found[0]
    return _PACKED.get(piece, piece)
