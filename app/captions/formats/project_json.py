"""Python values as JSON and back, exactly: what JSON cannot say is tagged with a key that begins with "$".

`{"$fraction": "30000/1001"}`, `{"$bytes": "base64"}`, `{"$tuple": [...]}`, `{"$set": [...]}`,
`{"$float": "inf"}`, `{"$dict": [[key, value], ...]}` for keys that are no plain strings, and
`{"$type": "Style", "fields": {...}}` for the dataclasses of the caption document.
"""

from __future__ import annotations

import base64
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
LONGEST_FRACTION = 64
LARGEST = 10**100
"""Fields hold smaller numbers; larger ones, the infinite included, only break whatever computes with them."""


class InvalidValue(ValueError):
    """A value that is not what its place needs; the message names the place."""


def to_json(value: Any, known: Mapping[str, type]) -> Any:
    """A value as JSON. Raises InvalidValue for an object of a class that is not in `known`."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else {"$float": repr(value)}
        case list():
            return [to_json(item, known) for item in value]
        case tuple():
            return {"$tuple": [to_json(item, known) for item in value]}
        case set() | frozenset():
            return {"$set": sorted((to_json(item, known) for item in value), key=repr)}
        case Fraction():
            return {"$fraction": str(value)}
        case bytes():
            return {"$bytes": base64.b64encode(value).decode("ascii")}
        case dict():
            return _dict_to_json(value, known)
    if is_dataclass(value) and type(value).__name__ in known:
        return {"$type": type(value).__name__, "fields": fields_to_json(value, known)}
    raise InvalidValue(f"A value of the kind {type(value).__name__} cannot be written as JSON.")


def _dict_to_json(value: dict[Any, Any], known: Mapping[str, type]) -> Any:
    if all(isinstance(key, str) and not key.startswith("$") for key in value):
        return {key: to_json(item, known) for key, item in value.items()}
    return {"$dict": [[to_json(key, known), to_json(item, known)] for key, item in value.items()]}


def fields_to_json(value: Any, known: Mapping[str, type]) -> dict[str, Any]:
    """The fields of a dataclass that differ from their defaults, as JSON with plain lists for tuples."""
    out = {}
    kind: Any = type(value)
    names = _json_names(kind)
    for name, default in _defaults(kind).items():
        item = getattr(value, name)
        if default is MISSING or item != default:
            out[names[name]] = _listed(item, known)
    return out


def _listed(value: Any, known: Mapping[str, type]) -> Any:
    """A field's value: its type is known when it is read, so tuples and fractions need no tag."""
    if isinstance(value, tuple | list):
        return [_listed(item, known) for item in value]
    if isinstance(value, Fraction):
        return str(value)
    if is_dataclass(value) and type(value).__name__ in known:
        return fields_to_json(value, known)
    return to_json(value, known)


@cache
def _defaults(kind: Any) -> dict[str, Any]:
    return {
        field.name: field.default_factory() if field.default_factory is not MISSING else field.default
        for field in fields(kind)
    }


@cache
def _json_names(kind: Any) -> dict[str, str]:
    """The key of every field: its name, or what its metadata says, so that a field may be renamed."""
    return {field.name: field.metadata.get("json", field.name) for field in fields(kind)}


@cache
def _hints(kind: Any) -> dict[str, tuple[str, Any]]:
    """The name and the type of a field by its key."""
    types_of, names = get_type_hints(kind), _json_names(kind)
    return {names[name]: (name, types_of[name]) for name in names}


def from_json(value: Any, known: Mapping[str, type], where: str = "value") -> Any:
    """The value behind tagged JSON. Raises InvalidValue."""
    if isinstance(value, list):
        return [from_json(item, known, where) for item in value]
    if not isinstance(value, dict):
        return value
    tag = next((key for key in value if key.startswith("$")), None)
    if tag is None:
        return {key: from_json(item, known, where) for key, item in value.items()}
    try:
        return _TAGS[tag](value, known, where)
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise (
            error if isinstance(error, InvalidValue) else InvalidValue(f"{where}: {tag[:20]} cannot be read.")
        ) from error


def _typed(value: dict[str, Any], known: Mapping[str, type], where: str) -> Any:
    return dataclass_from_json(known[value["$type"]], value["fields"], known, where)


_TAGS: dict[str, Callable[[dict[str, Any], Mapping[str, type], str], Any]] = {
    "$float": lambda v, k, w: float(v["$float"]),
    "$fraction": lambda v, k, w: _fraction(v["$fraction"], w),
    "$bytes": lambda v, k, w: base64.b64decode(v["$bytes"], validate=True),
    "$tuple": lambda v, k, w: tuple(from_json(item, k, w) for item in v["$tuple"]),
    "$set": lambda v, k, w: frozenset(from_json(item, k, w) for item in v["$set"]),
    "$dict": lambda v, k, w: {from_json(key, k, w): from_json(item, k, w) for key, item in v["$dict"]},
    "$type": _typed,
}


def dataclass_from_json(kind: type[T], data: Any, known: Mapping[str, type], where: str) -> T:
    """A dataclass from the JSON of its fields, every value checked against its type. Raises InvalidValue."""
    if not isinstance(data, dict):
        raise InvalidValue(f"{where} has to be an object.")
    cached: Any = kind
    hints, defaults = _hints(cached), _defaults(cached)
    values = {}
    for key, value in data.items():
        if key not in hints:
            raise InvalidValue(f"{where} has no field “{key[:40]}”.")
        name, hint = hints[key]
        values[name] = typed_from_json(value, hint, known, f"{where}.{key}")
    missing = [n for n, d in defaults.items() if d is MISSING and n not in values]
    if missing:
        raise InvalidValue(f"{where}.{missing[0]} is missing.")
    return kind(**values)


def typed_from_json(value: Any, hint: Any, known: Mapping[str, type], where: str) -> Any:
    """The value as the type says: lists for tuples, strings for Fractions and enums. Raises InvalidValue."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return from_json(value, known, where)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in inner:
            return None
        return typed_from_json(value, next(kind for kind in inner if kind is not type(None)), known, where)
    if origin is tuple:
        return _tuple(value, inner, known, where)
    if origin is list and isinstance(value, list):
        return [typed_from_json(item, inner[0], known, f"{where}[{i}]") for i, item in enumerate(value)]
    if origin is dict and isinstance(value, dict):
        if any(key.startswith("$") for key in value):
            return from_json(value, known, where)
        return {key: typed_from_json(item, inner[1], known, where) for key, item in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return _instance(value, hint, known, where)
    return _simple(value, hint, where)


def _instance(value: Any, kind: type, known: Mapping[str, type], where: str) -> Any:
    if not isinstance(value, dict) or "$type" not in value:
        return dataclass_from_json(kind, value, known, where)
    made = from_json(value, known, where)
    if not isinstance(made, kind):
        raise InvalidValue(f"{where} has to be a {kind.__name__}.")
    return made


def _tuple(value: Any, inner: tuple[Any, ...], known: Mapping[str, type], where: str) -> Any:
    if not isinstance(value, list):
        raise InvalidValue(f"{where} has to be a list.")
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(typed_from_json(item, inner[0], known, where) for item in value)
    if len(value) != len(inner):
        raise InvalidValue(f"{where} has to have {len(inner)} values.")
    return tuple(typed_from_json(item, kind, known, where) for item, kind in zip(value, inner, strict=True))


def _simple(value: Any, hint: Any, where: str) -> Any:
    if hint is Fraction and isinstance(value, str):
        return _fraction(value, where)
    if isinstance(hint, type) and issubclass(hint, Enum):
        try:
            return hint(value)
        except ValueError as error:
            raise InvalidValue(f"{where} cannot be {str(value)[:40]!r}.") from error
    allowed = (int, float) if hint is float else get_origin(hint) or hint
    if isinstance(value, allowed) and (hint is bool or not isinstance(value, bool)):
        if isinstance(value, int | float) and not -LARGEST < value < LARGEST:  # nor NaN, which JSON lacks
            raise InvalidValue(f"{where} is no number that a caption can have.")
        return value
    raise InvalidValue(f"{where} has to be {getattr(hint, '__name__', hint)}, not {type(value).__name__}.")


def _fraction(text: Any, where: str) -> Fraction:
    if not isinstance(text, str) or len(text) > LONGEST_FRACTION or not set(text) <= set("0123456789/-"):
        raise InvalidValue(f"{where} is no fraction.")
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise InvalidValue(f"{where} is no fraction.") from error
