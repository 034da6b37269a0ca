"""Checks of event arguments: names, types and texts that can be stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_origin, get_type_hints

from app.core.strict_json import find_unstorable
from app.ui.language import message, number_text, tr

LONGEST = 200_000
"""Characters of all texts of one event together: more than any form of the page has room for."""


def problem(handler: Callable[..., Any], payload: Mapping[str, Any]) -> str:
    """What is wrong with a payload, in words; "" when the handler can take it."""
    takes = _arguments(handler)
    if payload.keys() != takes.keys():
        return tr("it carries {found}, and takes {known}", found=_listed(payload), known=_listed(takes))
    for name, kind in takes.items():
        value = payload[name]
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            return tr("“{name}” has the wrong type", name=name)
        if held := find_unstorable(value):
            return tr("“{name}” holds {found}", name=name, found=message(held))
    if len(str(payload)) > LONGEST:
        return tr("it is longer than {count} characters", count=number_text(LONGEST))
    return ""


@cache
def _arguments(handler: Callable[..., Any]) -> dict[str, type]:
    hints = get_type_hints(handler)
    return {name: get_origin(hint) or hint for name, hint in hints.items() if name != "return"}


def _listed(names: Mapping[str, Any]) -> str:
    return ", ".join(f"“{name[:40]}”" for name in names) or tr("nothing")
