"""What schemas of answers are made of: date-times, enums, described fields, and a row as JSON by its schema.

A schema is a TypedDict (shared by services, the client and the API) or a Pydantic model (the API alone); the
text below a field describes it in /openapi.json. Nothing here imports Pydantic or the tables, so that the
client starts quickly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Annotated, Any, TypeVar

from app.core.clock import iso

_Schema = TypeVar("_Schema", bound=type)


@dataclass(frozen=True, slots=True)
class Format:
    """A text in a format that JSON Schema knows."""

    name: str

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {**handler(core), "format": self.name}


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text that is a member of an enum, by the enum's name and its module."""

    enum: str
    module: str = "models"

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        module = import_module(self.module)  # only the API builds schemas; the client does without the tables
        return handler.generate_schema(getattr(module, self.enum))


JobTypeName = Annotated[str, OneOf("TYPE_NAMES", "app.job_types.registry")]
StageName = Annotated[str, OneOf("STAGE_NAMES", "app.job_types.registry")]
DateTime = Annotated[str, Format("date-time")]
Url = Annotated[str, Format("uri")]


def described(schema: _Schema) -> _Schema:
    """A TypedDict whose fields are described by the texts below them."""
    schema.__pydantic_config__ = {"use_attribute_docstrings": True}  # type: ignore[attr-defined]
    return schema


def shown(fields: Iterable[str], row: object, **given: Any) -> dict[str, Any]:
    """A row as JSON: the named fields in their order, date-times as text. `given` stand for attributes."""
    return {name: given[name] if name in given else _plain(getattr(row, name)) for name in fields}


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value
