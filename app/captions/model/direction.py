"""Signs of the direction of writing, which are not seen and belong to no name."""

from __future__ import annotations

import re

SIGNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""For a class of a pattern."""
_SIGNS = re.compile(f"[{SIGNS}]")


def without_direction(text: str) -> str:
    """The text without signs of direction, as a name is compared with others."""
    return text if text.isascii() else _SIGNS.sub("", text)
