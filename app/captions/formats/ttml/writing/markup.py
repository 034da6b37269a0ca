"""Safe XML text: escaping, names, and characters that XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": None})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_NAME = re.compile(r"[^\W\d][\w.\-]*")


def clean(text: str) -> str:
    """The text without characters that XML 1.0 forbids (controls, lone surrogates)."""
    return _FORBIDDEN.sub("", text)


def escape(text: str) -> str:
    """Text for element content."""
    return text.translate(_TEXT)


def attributes(pairs: Iterable[tuple[str, str]]) -> str:
    """` name="value"` for each pair, escaped."""
    return "".join(f' {name}="{clean(value).translate(_ATTRIBUTE)}"' for name, value in pairs)


def comment(text: str) -> str:
    """An XML comment; a double hyphen inside, which XML forbids, is spaced out."""
    inner = " ".join(clean(text).split())
    while "--" in inner:
        inner = inner.replace("--", "- -")
    return f"<!-- {inner} -->"


def carried_by(extras: object) -> dict[str, str]:
    """What `extras["ttml"]` says as names and texts; a project file edited by hand may say anything there."""
    values = extras.get("ttml") if isinstance(extras, dict) else None
    if not isinstance(values, dict):
        return {}
    return {k: v for k, v in values.items() if isinstance(k, str) and isinstance(v, str)}


def is_name(text: str) -> bool:
    """Whether the text can be an xml:id."""
    return len(text) <= 200 and _NAME.fullmatch(text) is not None


class Identifiers:
    """Unique xml:id values of one file."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def new(self, stem: str) -> str:
        """The next free name made of this stem and a number."""
        number = self._next.get(stem, 1)
        while f"{stem}{number}" in self._taken:
            number += 1
        self._next[stem] = number + 1
        self._taken.add(f"{stem}{number}")
        return f"{stem}{number}"
