"""Every field of the job types as an option of the commands that submit jobs: `--video-preset prores`.

What knows the fields takes time to load: a command gets these options when it is asked for one of them.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

import typer

from app.core.errors import BadRequest

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

OTHERWISE = {
    "job_type": "--type",
    "preset_id": "--preset",
    "upload_id": "FILE",
    "media_path": "FILE",
    "source_url": "FILE",
    "url": "FILE",
    "media_url": "FILE",
    "translation_memory_upload_id": "--memory",
}
"""Fields that the commands have had in another way since before there were these options."""

_UPLOAD = "_upload_id"
_SEVERAL = {"texts", "list", "pairs", "object"}


@dataclass(slots=True)
class _Field:
    """A field as an option: what it takes, by the job types that have it."""

    info: FieldInfo
    kinds: set[str] = field(default_factory=set)
    types: list[str] = field(default_factory=list)


def option_name(name: str) -> str:
    """The option of a field; of a file that is sent first, without the words for its id."""
    return "--" + name.removesuffix(_UPLOAD).replace("_", "-")


def plain(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options that it has itself."""
    return _with(command, {})


def with_fields(command: Callable[..., None]) -> Callable[..., None]:
    """The same with an option for each field that it has no other way to take.

    `command` takes them as `fields`, and files to be sent first as `files`: paths by field.
    """
    own = inspect.signature(command).parameters
    found = {name: each for name, each in _fields().items() if name not in own and name not in OTHERWISE}
    return _with(command, found)


def _with(command: Callable[..., None], found: dict[str, _Field]) -> Callable[..., None]:
    def called(**given: Any) -> None:
        said = {name: given.pop(name) for name in found}
        said = {name: value for name, value in said.items() if value not in (None, [])}
        files = {name: Path(value) for name, value in said.items() if name.endswith(_UPLOAD)}
        fields = {
            name: _value(name, value, found[name].kinds) for name, value in said.items() if name not in files
        }
        command(**given, fields=fields, files=files)

    own = inspect.signature(command, eval_str=True)
    named = [each for each in own.parameters.values() if each.name not in ("fields", "files")]
    signature = own.replace(parameters=[*named, *_parameters(found)])
    vars(called).update(__signature__=signature, __doc__=command.__doc__)
    return called


def _fields() -> dict[str, _Field]:
    from app.job_types import JOB_TYPES

    found: dict[str, _Field] = {}
    for kind in JOB_TYPES.values():
        for name, info in kind.parameters.model_fields.items():
            one = found.setdefault(name, _Field(info))
            one.kinds.add(_kind(info.annotation))
            one.types.append(kind.name)
    return found


def _kind(annotation: Any) -> str:
    """What a field takes: bool, text, texts, pairs of texts, a list or object of any kind, or any JSON."""
    parts = [part for part in _parts(annotation) if part is not type(None)]
    kinds = {get_origin(part) or part for part in parts}
    if kinds <= {str, Literal}:
        return (
            "json" if any(not isinstance(word, str) for part in parts for word in get_args(part)) else "text"
        )
    if len(parts) == 1 and kinds <= {list, dict}:
        plain = all(_kind(inner) == "text" for inner in get_args(parts[0]))
        return ("texts" if plain else "list") if kinds == {list} else ("pairs" if plain else "object")
    return "bool" if kinds == {bool} else "json"


def _parts(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _parameters(found: dict[str, _Field]) -> Iterator[inspect.Parameter]:
    for name, each in found.items():
        option, told = option_name(name), _help(name, each)
        if each.kinds == {"bool"}:
            negative = f"--no-{option.removeprefix('--')}"
            kind: Any = Annotated[
                bool | None, typer.Option(f"{option}/{negative}", help=told, show_default=False)
            ]
        elif each.kinds <= _SEVERAL:
            kind = Annotated[list[str] | None, typer.Option(option, help=told, metavar=_metavar(name, each))]
        else:
            kind = Annotated[str | None, typer.Option(option, help=told, metavar=_metavar(name, each))]
        yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)


def _help(name: str, each: _Field) -> str:
    from app.job_types import JOB_TYPES

    if name.endswith(_UPLOAD):
        told = f"The {name.removesuffix(_UPLOAD)} beside it, a file of yours."
    else:
        told = each.info.description or ""
    more = " Give it again for each further one." if each.kinds <= _SEVERAL else ""
    some = len(each.types) <= len(JOB_TYPES) // 2
    return f"{told}{more}" + (f" ({', '.join(each.types)})" if some else "")


def _metavar(name: str, each: _Field) -> str:
    if name.endswith(_UPLOAD):
        return "FILE"
    words = [
        str(word)
        for part in _parts(each.info.annotation)
        if get_origin(part) is Literal
        for word in get_args(part)
    ]
    if words:
        return "|".join(words)
    return "NAME=VALUE" if each.kinds & {"pairs", "object"} else "VALUE"


def _value(name: str, given: Any, kinds: set[str]) -> Any:
    """What was typed, as the field takes it: text as it stands, several as a list or by name, else JSON."""
    if isinstance(given, bool) or kinds <= {"text", "texts"}:
        return given
    if kinds <= {"pairs", "object"}:
        return _by_name(name, given, plain=kinds == {"pairs"})
    if isinstance(given, list):
        return [_json(item) for item in given]
    return _json(given)


def _by_name(name: str, given: list[str], *, plain: bool) -> Any:
    """Pairs, or a whole object as JSON."""
    if len(given) == 1 and isinstance(whole := _json(given[0]), dict):
        return whole
    pairs = [item.partition("=") for item in given]
    if not all(one and equals for one, equals, _ in pairs):
        option = option_name(name)
        raise BadRequest(f"{option} takes NAME=VALUE.", hint=f"For example {option} name=value.")
    return {one: other if plain else _json(other) for one, _, other in pairs}


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


_NAME = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")


def in_options(hint: str) -> str:
    """A hint of the API with its fields as what gives them here: `captions_upload_id` is `--captions`."""
    if _NAME.search(hint) is None:
        return hint
    known = {name: option_name(name) for name in _fields()} | OTHERWISE
    return _NAME.sub(lambda name: known.get(name[0], name[0]), hint)
