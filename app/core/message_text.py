"""Pieces of messages: counts in words, and names that are nearly right at a price that stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TypeVar

MOST = 100
"""So many wrong fields one refusal tells; whoever sends more sends no description."""
_LONGEST_NAME = 80
_Item = TypeVar("_Item")


def counted(number: int, one: str, many: str = "") -> str:
    """A count with the words it counts: 1 part, 2 parts; `many` where an s at the end is not enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def suggestion(name: str, known: Iterable[str]) -> str:
    """`, did you mean NAME?`, or nothing where no known name is near."""
    near = get_close_matches(name, list(known), 1) if len(name) <= _LONGEST_NAME else []
    return f", did you mean {near[0]}?" if near else ""


def first(wrong: Sequence[_Item]) -> Sequence[_Item]:
    """As many as are told."""
    return wrong[:MOST]
