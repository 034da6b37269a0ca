"""The fields that belong to one job type, straight from its parameters class (app.job_types)."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from app.job_types.caption_parameters import PARAMETERS
from app.ui.pages.home.submission.fields import OptionField, as_text, named
from models import JobType

SHOWN: dict[JobType, tuple[str, ...]] = {
    JobType.CONVERT: ("burn_in", "embed"),
    JobType.TRANSCRIBE: ("language", "model_size", "word_timestamps", "burn_in", "embed"),
    JobType.TRANSLATE: ("source_language", "target_languages", "engine", "model_size"),
    JobType.VOICEOVER: ("target_language", "voice_engine", "voice", "output_format"),
    JobType.DUB: (
        "source_language",
        "target_language",
        "model_size",
        "engine",
        "voice_engine",
        "voice",
        "output_format",
    ),
    JobType.DOWNLOAD: ("format",),
    JobType.PREVIEW: ("preview_type",),
    JobType.FINGERPRINT: ("timestamp", "hash_size"),
    JobType.COMMENTS: ("max_comments",),
}
"""Which of a type's own fields the form shows, in order; the API takes all of them."""

PREVIEW_TYPE = "preview_type"
PREVIEW_FIELDS = {
    "gif": ("start", "duration", "width", "fps"),
    "thumbnail": ("timestamp", "width"),
    "mosaic": ("columns", "rows", "width"),
    "clip": ("start", "duration", "width"),
    "waveform": ("width",),
}
"""What each kind of preview asks for."""

LABELS = {
    "fps": "Frames per second",
    "max_comments": "Comments at most",
    "target_languages": "Target languages",
    "engine": "Translated by",
    "voice_engine": "Spoken by",
    "burn_in": "Captions in the picture",
    "embed": "Captions as a track",
}
HELP = {
    "language": "Code of the spoken language, such as en; empty detects it",
    "source_language": "Code such as en; empty detects it",
    "target_language": "Code such as es",
    "target_languages": "Codes such as es, de, ja",
    "timestamp": "In seconds; empty is at 25 %",
    "start": "In seconds; empty chooses",
    "duration": "In seconds; empty is the usual length",
    "burn_in": "Also make a video with open captions",
    "embed": "Also make a video with captions to switch on",
}
EXAMPLES = {
    "language": "auto",
    "source_language": "auto",
    "target_language": "es",
    "target_languages": "es, de, ja",
    "timestamp": "25 %",
    "start": "auto",
    "duration": "auto",
}
"""What an empty field stands for, or what one looks like."""


def type_fields(kind: str, preview: str = "gif") -> list[OptionField]:
    """The fields of a job type; those of a preview depend on which kind it is."""
    model = PARAMETERS[JobType(kind)]
    names = SHOWN[JobType(kind)]
    if kind == JobType.PREVIEW:
        names = (*names, *PREVIEW_FIELDS[preview])
    found = [_field(name, model.model_fields[name]) for name in names]
    return [{**field, "value": preview} if field["name"] == PREVIEW_TYPE else field for field in found]


def _field(name: str, info: FieldInfo) -> OptionField:
    kind, choices = _kind(info.annotation)
    default = as_text(info.get_default(call_default_factory=True))
    return {
        "name": name,
        "label": LABELS.get(name, name.replace("_", " ").capitalize()),
        "help": HELP.get(name, ""),
        "example": EXAMPLES.get(name, ""),
        "kind": kind,
        "choices": named(choices),
        "value": default,
        "default": default,
        "offers": [],
        "note": "",
        "sample": "",
        "required": False,
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
