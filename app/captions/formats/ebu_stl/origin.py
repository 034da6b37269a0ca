"""What a document still knows of the EBU STL file it came from, in `extras["ebu-stl"]`.

A project file edited by hand can put anything there, so every value is checked before use.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from app.captions.formats.ebu_stl import gsi, tti
from app.captions.model.document import Cue, Document

KEY = "ebu-stl"


class Origin(NamedTuple):
    """The block a cue was read from: numbers as in the standard, and its whole text field."""

    group: int
    number: int
    cumulative: int
    row: int
    justification: int
    text: bytes

    def as_extras(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return {KEY: {**self._asdict(), "text": self.text.hex()}}


_LIMITS = {"group": 255, "number": 65535, "cumulative": 3, "row": 255, "justification": 255}


def origin_of(cue: Cue) -> Origin | None:
    """Where a cue came from, or None when that is unknown or makes no sense."""
    said = (cue.extras or {}).get(KEY)
    if not isinstance(said, dict):
        return None
    numbers = {name: said.get(name) for name in _LIMITS}
    text = _bytes(said.get("text"))
    if text is None or not all(type(x) is int and 0 <= x <= _LIMITS[name] for name, x in numbers.items()):
        return None
    return Origin(**{name: int(x or 0) for name, x in numbers.items()}, text=text)


def header_of(document: Document) -> dict[str, str]:
    """The GSI fields of the source file, empty when it was no EBU STL file."""
    said = document.extras.get(KEY)
    names = [name for name, _, _ in gsi.FIELDS]
    if not isinstance(said, dict) or not all(isinstance(said.get(name), str) for name in names):
        return {}
    return {name: said[name] for name in names}


def user_data_of(document: Document) -> dict[int, list[bytes]]:
    """User data blocks by the number of cues that stood before them."""
    said = document.extras.get(KEY)
    entries = said.get("user_data") if isinstance(said, dict) else None
    found: dict[int, list[bytes]] = {}
    for entry in entries if isinstance(entries, list) else ():
        block = _bytes(entry.get("block")) if isinstance(entry, dict) else None
        if block is not None and len(block) == tti.SIZE and isinstance(entry.get("after"), int):
            found.setdefault(entry["after"], []).append(block)
    return found


def _bytes(text: object) -> bytes | None:
    try:
        return bytes.fromhex(text) if isinstance(text, str) else None
    except ValueError:
        return None
