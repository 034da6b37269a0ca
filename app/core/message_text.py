"""Pieces of messages: counts in words, and names that are nearly right at a price that stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

MOST = 100
"""So many wrong fields one refusal tells; whoever sends more sends no description."""
_LONGEST_NAME = 80
_Item = TypeVar("_Item")


def counted(number: int, one: str, many: str = "") -> str:
    """A count with the words it counts: 1 part, 2 parts; `many` where an s at the end is not enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The known name that is nearest, if one is near."""
    return get_close_matches(name, list(known), 1) if len(name) <= _LONGEST_NAME else []


def suggestion(name: str, known: Iterable[str]) -> str:
    """`, did you mean NAME?`, or nothing where no known name is near."""
    near = nearest(name, known)
    return f", did you mean {near[0]}?" if near else ""


def first(wrong: Sequence[_Item]) -> Sequence[_Item]:
    """As many as are told."""
    return wrong[:MOST]


_FIELDS = {
    "missing": "is missing",
    "extra_forbidden": "unknown field",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a JSON object",
    "model_type": "must be a JSON object",
    "model_attributes_type": "must be a JSON object",
}


def wrong_value(item: Mapping[str, Any]) -> str:
    """What is wrong with a field, from an error of Pydantic, which writes for programmers."""
    kind, limit = item["type"], item.get("ctx", {})
    match kind:
        case "greater_than_equal":
            return f"must be at least {_plain(limit['ge'])}"
        case "greater_than":
            return f"must be more than {_plain(limit['gt'])}"
        case "less_than_equal":
            return f"must be at most {_plain(limit['le'])}"
        case "less_than":
            return f"must be less than {_plain(limit['lt'])}"
        case "string_too_long":
            return f"may have {counted(limit['max_length'], 'character')} at most"
        case "too_long":
            return f"may have {counted(limit['max_length'], 'entry', 'entries')} at most"
        case "string_too_short" | "too_short" if limit["min_length"] == 1:
            return "must not be empty"
        case "literal_error" | "enum":
            return f"must be {limit['expected']}"
        case "string_pattern_mismatch" if limit["pattern"].startswith("^https?://"):
            return "must be an http or https address"
    if kind.startswith(("datetime_", "date_")):
        return "must be a time such as 2026-11-26T00:00:00Z"
    return _FIELDS.get(kind) or str(item["msg"]).removeprefix("Value error, ")


def _plain(number: float) -> str:
    return str(number).removesuffix(".0")
