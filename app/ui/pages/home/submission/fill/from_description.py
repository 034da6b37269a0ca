"""Reads a Job Description into the form: one that was pasted, a preset's, or that of an earlier job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import job_types
from app.captions.formats import registry
from app.core.errors import CaptionError, Invalid
from app.job_types import JOB_TYPES, JobType
from app.job_types.parameters import form_fields
from app.services.jobs import descriptions
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission import settings as forms
from app.ui.pages.home.submission.choices import GENERAL_CHOICES
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.files import SECOND_CAPTIONS, takes_captions
from app.ui.pages.home.submission.general import CANONICAL, GENERAL, REPAIR_FIELDS
from app.ui.pages.home.submission.settings import Settings

_UPLOADS = ("upload_id", "captions_upload_id", "video_upload_id", "translation_memory_upload_id")
_ADDRESSES = ("media_path", "source_url", "url", "media_url", "srt_url")
_TEXTS = ("srt_content",)
_GIVEN_BESIDE = ("srt_content", "srt_url")
_NEVER = ("job_type", "start", "source", "inline")


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What a description says: the settings, and its sources, each as ids, addresses or captions' text."""

    settings: Settings
    source_format: str
    uploads: list[str]
    addresses: list[str]
    texts: list[str]


def read(description: Mapping[str, Any]) -> FilledForm:
    """The form that would compose this description; Invalid for a job type that there is not.

    What no field of the form shows is kept in the settings' `rest` and submitted as it is.
    """
    kind = _kind(description)
    left = descriptions.canonical(dict(description), kind.name)
    for name in _NEVER:
        left.pop(name, None)
    second = str(left.get(SECOND_CAPTIONS) or "") if SECOND_CAPTIONS in form_fields(kind.parameters) else ""
    beside = _GIVEN_BESIDE if _merges(kind) else ()
    given = [tuple(name for name in names if name not in beside) for names in (_UPLOADS, _ADDRESSES, _TEXTS)]
    uploads, addresses, texts = (_taken(left, names) for names in given)
    source_format = _format_name(left.pop("source_profile", None)) or "auto"
    form = forms.default_settings()
    form = forms.with_target_format(form, _take_target(left, kind) or form["target"])
    own = _own_values(left, kind) | ({SECOND_CAPTIONS: second} if second else {})
    form = forms.with_job_type(form, kind.name, own)
    form = {**form, "general": _general(left)}
    form = forms.with_source_formats(form, [source_format])
    form = _with_options(form, left)
    return FilledForm({**form, "rest": left}, source_format, uploads, addresses, texts)


def _kind(description: Mapping[str, Any]) -> JobType:
    named = description.get("job_type", description.get("jobType", job_types.DEFAULT))
    kind = job_types.find(named)
    if kind is None:
        raise Invalid(
            f"There is no job type {str(named)[:80]!r}.", hint=f"Use one of: {', '.join(JOB_TYPES)}."
        )
    return kind


def _merges(kind: JobType) -> bool:
    """Whether captions that come beside the source are another language of it, and no source."""
    return SECOND_CAPTIONS in form_fields(kind.parameters) and not takes_captions(kind.name)


def _taken(left: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    """The values of these fields, each once; they stand in the form as files."""
    found = [left.pop(name, None) for name in names]
    return list(dict.fromkeys(value for value in found if isinstance(value, str) and value.strip()))


def _format_name(value: Any) -> str:
    """The full name of a caption format, however it was named; "" for none, or one that there is not."""
    try:
        return registry.get(value).name if isinstance(value, str) and value != "auto" else ""
    except CaptionError:
        return ""


def _take_target(left: dict[str, Any], kind: JobType) -> str:
    """The caption format to write, under either of its names."""
    if not kind.writes_captions:
        return ""
    found = _format_name(left.get("output_format", left.get("target_profile")))
    for name in ("output_format", "target_profile") if found else ():
        left.pop(name, None)
    return found


def _own_values(left: dict[str, Any], kind: JobType) -> dict[str, str]:
    """The values of the job type's own fields, as text."""
    own = form_fields(kind.parameters)
    if "target_languages" in own and (one := left.pop("target_language", None)):
        several = left.get("target_languages")
        left["target_languages"] = [*(several if isinstance(several, list) else []), one]
    return {name: _text(left.pop(name)) for name in list(left) if name in own}


def _general(left: dict[str, Any]) -> dict[str, str]:
    """The fields of every caption job; a value that its list does not offer stays in the rest."""
    values = dict(GENERAL)
    for name, field in CANONICAL.items():
        text = _text(left.get(field))
        offered = GENERAL_CHOICES.get(name)
        if field in left and (offered is None or text in offered):
            values[name] = text
            del left[field]
    return values | _repairs(left)


def _repairs(left: dict[str, Any]) -> dict[str, str]:
    """The repairs of the text that are switched on; what else the edits say stays in the rest."""
    edits = left.get("edits")
    asked = edits.get("text") if isinstance(edits, dict) else None
    if not isinstance(edits, dict) or not isinstance(asked, dict):
        return {}
    more = {name: value for name, value in asked.items() if value is not True}
    edits = {name: value for name, value in edits.items() if name != "text"} | (
        {"text": more} if more else {}
    )
    left["edits"] = edits
    if not edits:
        del left["edits"]
    return {field: "true" for field, name in REPAIR_FIELDS.items() if asked.get(name) is True}


def _with_options(form: Settings, left: dict[str, Any]) -> Settings:
    """The options of the formats; what a format does not know stays in the rest."""
    encode = _filled(form["encode"], left, "encode_options")
    decode = _filled(form["decode"], left, "decode_options")
    return {**form, "encode": encode, "decode": decode}


def _filled(shown: list[OptionField], left: dict[str, Any], name: str) -> list[OptionField]:
    given = left.get(name)
    if not isinstance(given, dict):
        return shown
    known = {field["name"] for field in shown}
    values = {option: _text(value) for option, value in given.items() if option in known}
    if more := {option: value for option, value in given.items() if option not in known}:
        left[name] = more
    else:
        del left[name]
    return fields.with_values(shown, values)


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else fields.as_text(value)
