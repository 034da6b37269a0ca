"""The fields that belong to one job type, straight from its parameters class (models.params)."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from app.ui.pages.submission.fields import OptionField, as_text
from models import JobType
from models.params import PARAMETERS

SHOWN: dict[JobType, tuple[str, ...]] = {
    JobType.CONVERT: (),
    JobType.TRANSCRIBE: ("language", "model_size", "word_timestamps"),
    JobType.TRANSLATE: ("source_language", "target_languages"),
    JobType.VOICEOVER: ("target_language", "voice", "output_format"),
    JobType.DUB: ("source_language", "target_language", "voice", "output_format"),
    JobType.DOWNLOAD: ("format",),
    JobType.PREVIEW: ("preview_type", "timestamp", "duration", "width", "columns", "rows", "fps"),
    JobType.FINGERPRINT: ("timestamp", "hash_size"),
    JobType.COMMENTS: ("max_comments",),
}
"""Which of a type's own fields the form shows, in order; the API takes all of them."""

HELP = {
    "language": "Code of the spoken language, such as en; empty detects it",
    "source_language": "Code such as en; empty detects it",
    "target_language": "Code such as es",
    "target_languages": "Codes such as es, de, ja",
    "timestamp": "In seconds; empty is at 25 %",
    "model_size": "tiny, base, small, medium or large; empty is the best one installed",
    "voice": "Empty is the default voice of the language",
}


def type_fields(kind: str) -> list[OptionField]:
    """The fields of a job type."""
    model = PARAMETERS[JobType(kind)]
    return [_field(name, model.model_fields[name]) for name in SHOWN[JobType(kind)]]


def _field(name: str, info: FieldInfo) -> OptionField:
    kind, choices = _kind(info.annotation)
    default = as_text(info.get_default(call_default_factory=True))
    return {
        "name": name,
        "label": name.replace("_", " ").capitalize(),
        "help": HELP.get(name, ""),
        "kind": kind,
        "choices": choices,
        "value": default,
        "default": default,
    }


def _kind(annotation: Any) -> tuple[str, list[str]]:
    if get_origin(annotation) is UnionType:
        annotation = next(part for part in get_args(annotation) if part is not NoneType)
    if get_origin(annotation) is Literal:
        return "choice", [str(choice) for choice in get_args(annotation)]
    if get_origin(annotation) is list:
        return "list", []
    kinds = {bool: "boolean", int: "integer", float: "number"}
    return kinds.get(annotation, "text"), []
