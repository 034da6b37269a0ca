"""Strict JSON: values that no database can store or no response can repeat are refused."""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_LONGEST = 18
"""Digits that every 64-bit number has room for."""


def find_unstorable(value: Any) -> str:
    """What in this JSON value, at any depth, cannot be kept, in words; "" when all of it can."""
    left = [value]
    while left:
        item = left.pop()
        if isinstance(item, dict):
            left += [*item, *item.values()]
        elif isinstance(item, list):
            left += item
        elif problem := _problem(item):
            return problem
    return ""


def _problem(item: Any) -> str:
    if isinstance(item, str):
        return _text_problem(item)
    if isinstance(item, float) and not math.isfinite(item):
        return "a number that is not finite"
    if isinstance(item, int) and not _SMALLEST <= item <= _LARGEST:
        return "a whole number of more than 64 bits"
    return ""


def _text_problem(text: str) -> str:
    if "\x00" in text:
        return "a NUL character"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "half of a surrogate pair"
    return ""


def encoded(value: Any) -> bytes:
    """As JSON, even where it quotes what has none, such as half a character or a giant number."""
    try:
        return orjson.dumps(value, default=str)
    except TypeError:
        return printable(json.dumps(value, default=str, ensure_ascii=False)).encode()


def printable(text: str) -> str:
    """The text with a question mark in place of what has no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def whole_number(text: str) -> int | None:
    """The number that up to 18 ASCII digits stand for; None for any other text.

    Python's own `isdigit` takes characters that `int` does not, and `int` refuses thousands of digits.
    """
    digits = text.isascii() and text.isdigit() and len(text) <= _LONGEST
    return int(text) if digits else None
