"""The fields that belong to one job type, straight from its parameters class (app.job_types)."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from app.job_types import JOB_TYPES
from app.job_types.parameters import InForm, form_fields, is_pairs
from app.ui.language import message
from app.ui.pages.home.submission.fields import OptionField, as_text, named, text_field, with_values


def type_fields(kind: str, values: Mapping[str, str] | None = None) -> list[OptionField]:
    """The fields of a job type, with these values; some are only there for a value of another one."""
    declared = form_fields(JOB_TYPES[kind].parameters)
    made = {field["name"]: field for field in every_field(kind)}
    given = {name: field["value"] for name, field in made.items()} | dict(values or {})
    shown = [made[name] for name, (_, told) in declared.items() if _belongs(told, given)]
    return with_values(shown, given)


def every_field(kind: str) -> list[OptionField]:
    """The fields of a job type with their defaults, whatever each is there for."""
    declared = form_fields(JOB_TYPES[kind].parameters)
    return [_field(name, info, told) for name, (info, told) in declared.items()]


def decides_fields(kind: str, name: str) -> bool:
    """Whether other fields are only there for a value of this one."""
    declared = form_fields(JOB_TYPES[kind].parameters).values()
    return any(told.only_for is not None and told.only_for[0] == name for _, told in declared)


def _belongs(told: InForm, given: Mapping[str, str]) -> bool:
    if told.only_for is None:
        return True
    name, values = told.only_for
    return given[name] in values if values else bool(given[name])


def _field(name: str, info: FieldInfo, told: InForm) -> OptionField:
    kind, choices = _kind(info.annotation)
    default = as_text(info.get_default(call_default_factory=True))
    label = told.label or name.replace("_", " ").capitalize()
    help = (info.description or "") if told.help is None else told.help
    made = text_field(
        name, message(label), help=message(help), example=message(told.example), default=default
    )
    return {**made, "kind": kind, "choices": named(choices), "folded": told.folded}


def _kind(annotation: Any) -> tuple[str, list[str]]:
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    if get_origin(annotation) is Literal:
        return "choice", [str(choice) for choice in get_args(annotation)]
    if is_pairs(annotation):
        return "pairs", []
    if get_origin(annotation) is list:
        return "list", []
    kinds = {bool: "boolean", int: "integer", float: "number"}
    return kinds.get(annotation, "text"), []
