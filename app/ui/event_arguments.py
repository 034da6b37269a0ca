"""Checks of event arguments: names, types and texts that can be stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_origin, get_type_hints

from app.core.strict_json import find_unstorable

LONGEST = 200_000
"""Characters of all texts of one event together: more than any form of the page has room for."""


def problem(handler: Callable[..., Any], payload: Mapping[str, Any]) -> str:
    """What is wrong with a payload, in words; "" when the handler can take it."""
    takes = _arguments(handler)
    if payload.keys() != takes.keys():
        return f"it carries {_listed(payload)}, and takes {_listed(takes)}"
    for name, kind in takes.items():
        value = payload[name]
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            return f"“{name}” has the wrong type"
        if held := find_unstorable(value):
            return f"“{name}” holds {held}"
    if len(str(payload)) > LONGEST:
        return f"it is longer than {LONGEST:,} characters"
    return ""


@cache
def _arguments(handler: Callable[..., Any]) -> dict[str, type]:
    hints = get_type_hints(handler)
    return {name: get_origin(hint) or hint for name, hint in hints.items() if name != "return"}


def _listed(names: Mapping[str, Any]) -> str:
    return ", ".join(f"“{name[:40]}”" for name in names) or "nothing"
