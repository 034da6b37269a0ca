"""The options of a caption format as form fields, as the format declares them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict

from app.captions.formats import registry
from app.captions.model.option import Option
from app.core.errors import CaptionError
from app.core.strict_json import whole_number
from app.ui.choice_labels import choice_label
from app.ui.components.picker import Choice
from app.ui.language import message

_QUOTED = re.compile(r'\s*"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BARE = re.compile(r"[^,:]*")


class OptionField(TypedDict):
    """One field; `value` and `default` are text, whatever the option's kind.

    `example` stands in an empty field; `offers` are what a field of the kind "offer" chooses from, `note`
    says something about the choice, and at `sample` it can be heard. A `required` one cannot stay empty,
    and a `folded` one stands among the options.
    """

    name: str
    label: str
    help: str
    example: str
    kind: str
    choices: list[Choice]
    value: str
    default: str
    offers: list[Choice]
    note: str
    sample: str
    required: bool
    folded: bool


def encode_fields(format_name: str) -> list[OptionField]:
    """The encode options of a target format."""
    return [_field(option) for option in _options(format_name, "encode_options")]


def decode_fields(format_name: str) -> list[OptionField]:
    """The decode options of a source format; none while it is left to detection."""
    return [_field(option) for option in _options(format_name, "decode_options")]


def _options(format_name: str, which: str) -> tuple[Option, ...]:
    if format_name in ("", "auto"):
        return ()
    try:
        options: tuple[Option, ...] = getattr(registry.get(format_name), which)
    except CaptionError:  # a name that was typed, not chosen: submitting it explains
        return ()
    return options


def _field(option: Option) -> OptionField:
    default = as_text(option.default)
    label = option.name.replace("_", " ").capitalize()
    return {
        **text_field(option.name, message(label), help=message(option.help), default=default),
        "kind": option.kind,
        "choices": named(option.choices),
    }


def text_field(name: str, label: str, *, help: str = "", example: str = "", default: str = "") -> OptionField:
    """A field for text, with its default in it."""
    return {
        "name": name,
        "label": label,
        "help": help,
        "example": example,
        "kind": "text",
        "choices": [],
        "value": default,
        "default": default,
        "offers": [],
        "note": "",
        "sample": "",
        "required": False,
        "folded": False,
    }


def metadata_fields(names: Iterable[str], values: Mapping[str, Any]) -> list[OptionField]:
    """A required field for each value that a preset wants to know of a job."""
    made = [text_field(str(name), str(name).replace("_", " ").capitalize()) for name in names]
    given = {str(name): str(value) for name, value in values.items()}
    return [{**field, "required": True, "value": given.get(field["name"], "")} for field in made]


def named(values: Iterable[str | int | float]) -> list[Choice]:
    """Choices with words that say what they are."""
    return [{"value": str(value), "label": choice_label(str(value))} for value in values]


def as_text(value: Any) -> str:
    """A default as a field shows it."""
    if isinstance(value, dict):
        return _written_pairs(value)
    if isinstance(value, list):
        return ", ".join(_quoted(str(part), ",") for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def with_value(fields: list[OptionField], name: str, value: str) -> list[OptionField]:
    """The fields with one value changed."""
    return [{**field, "value": value} if field["name"] == name else field for field in fields]


def with_values(fields: list[OptionField], values: Mapping[str, str]) -> list[OptionField]:
    """The fields with values carried over from fields of the same name."""
    return [{**field, "value": values.get(field["name"], field["value"])} for field in fields]


def changed(fields: list[OptionField]) -> dict[str, Any]:
    """The options that differ from their defaults, as a Job Description carries them."""
    return {field["name"]: _typed(field) for field in fields if field["value"] != field["default"]}


def _typed(field: OptionField) -> Any:
    text = field["value"].strip()
    if field["kind"] in ("list", "languages"):
        return [_read(part) or part.strip() for part in map(":".join, _entries(text))]
    if field["kind"] == "pairs":
        return _read_pairs(text)
    if field["kind"] == "choice":
        number = whole_number(text.removeprefix("-"))
        return text if number is None else -number if text.startswith("-") else number
    if field["kind"] == "boolean":
        return text == "true"
    if field["kind"] in ("integer", "number"):
        try:
            return int(text) if field["kind"] == "integer" else float(text)
        except ValueError:
            return text  # the check that follows names the field and what it takes
    return text


def _written_pairs(pairs: Mapping[Any, Any]) -> str:
    """`Anna: ef_dora, "Smith, J.": em_alex`: what would be read as something else is a string of JSON."""
    written = ((_quoted(str(name), ",:"), _quoted(str(value), ",:")) for name, value in pairs.items())
    return ", ".join(f"{name}: {value}" for name, value in written)


def _quoted(part: str, dividing: str) -> str:
    """A part as it is, or as a string of JSON where it would be read as something else."""
    plain = part == part.strip() and part.isprintable() and part[:1] not in ("", '"')
    return (
        part if plain and not any(mark in part for mark in dividing) else json.dumps(part, ensure_ascii=False)
    )


def _read_pairs(text: str) -> dict[str, str] | str:
    """The mapping that `_written_pairs` wrote; another text stays, as the check that follows refuses it.

    A name without quotes may have colons: the last one divides.
    """
    made: dict[str, str] = {}
    for parts in _entries(text):
        name, value = _read(":".join(parts[:-1])), _read(parts[-1])
        if name is None or value is None:
            return text
        made[name] = value
    return made


def _entries(text: str) -> Iterator[list[str]]:
    """What stands between commas, and of each what stands between colons; nothing of one that is blank."""
    place, parts = 0, list[str]()
    while place <= len(text):
        quoted = _QUOTED.match(text, place)
        bare = _BARE.match(text, quoted.end() if quoted else place)
        assert bare is not None  # it matches nothing as well
        parts.append(text[place : bare.end()])
        place = bare.end() + 1
        if text[bare.end() : place] != ":":
            if len(parts) > 1 or parts[0].strip():
                yield parts
            parts = []


def _read(part: str) -> str | None:
    part = part.strip()
    if not part.startswith('"'):
        return part or None
    try:
        return str(json.loads(part))
    except ValueError:
        return None
