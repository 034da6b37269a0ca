"""Schemas that no route declares as its answer, as components of /openapi.json."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

REF = "#/components/schemas/{model}"


def of(*schemas: Any) -> dict[str, Any]:
    """The JSON Schemas of models and typed dictionaries, and of all they are made of, by name."""
    made: dict[str, Any] = {}
    for each in schemas:
        described = TypeAdapter(each).json_schema(ref_template=REF, mode="serialization")
        made |= described.pop("$defs", {})
        made[each.__name__] = described
    return made


def ref(schema: Any) -> dict[str, str]:
    """A reference to one of them."""
    return {"$ref": REF.format(model=schema.__name__)}
