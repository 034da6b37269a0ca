"""JSON Schema in the words of a table, for the pages that are made from the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def kind(schema: dict[str, Any], link: Callable[[str], str] = lambda name: "object") -> str:
    """A schema's type in words; `link` says what stands for a named object. "or null" is left out."""
    if "$ref" in schema:
        return link(schema["$ref"].rpartition("/")[2])
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            known = [kind(item, link) for item in schema[word] if item.get("type") != "null"]
            return " or ".join(dict.fromkeys(known))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}), link)}"
    return str(schema.get("format") or schema.get("type") or "anything")


def default(schema: dict[str, Any]) -> str:
    """The default as code; nothing for one that says nothing."""
    value = schema.get("default")
    if value in (None, "", [], {}):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def cell(text: str) -> str:
    """Text in a table's cell, where bars and angle brackets would be markup."""
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").split())
