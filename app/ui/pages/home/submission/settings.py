"""Job settings of a group of files, and how one choice changes others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypedDict

from app.job_types import DEFAULT, JOB_TYPES
from app.job_types.job_type import MEDIA, Required
from app.job_types.parameters import form_fields
from app.services.engines import capabilities
from app.services.jobs.requirements import required_fields
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission.engine_fields import with_engines
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.files import FileRow, fits, group_of
from app.ui.pages.home.submission.general import GENERAL
from app.ui.pages.home.submission.type_fields import type_fields

SRT, VTT = "SubRip Video Subtitle Script", "WebVTT"
_FROM_MEDIA = "transcribe"
"""What the form turns to for a first file that is audio or video."""


class Settings(TypedDict):
    """A job type, a target format, and the fields of both; `own` are those of the job type.

    `preset` is the id of the preset that the jobs are made with, `covers` the fields that it decides, and
    `metadata` a field for each value that it requires. `rest` is what a Job Description said besides.
    """

    kind: str
    target: str
    general: dict[str, str]
    encode: list[OptionField]
    decode: list[OptionField]
    own: list[OptionField]
    preset: str
    covers: list[str]
    metadata: list[OptionField]
    rest: dict[str, Any]


def default_settings() -> Settings:
    """Where every form starts."""
    encode = fields.encode_fields(VTT)
    return Settings(
        kind=DEFAULT,
        target=VTT,
        general=dict(GENERAL),
        encode=encode,
        decode=[],
        own=[],
        preset="",
        covers=[],
        metadata=[],
        rest={},
    )


def with_job_type(settings: Settings, kind: str, values: Mapping[str, str] | None = None) -> Settings:
    """The same for another type of job, whose own fields have these values.

    A preset is for one type only, so it goes, and so does what the other type has no field for.
    """
    own = with_required(kind, with_engines(type_fields(kind, values)))
    changed: Settings = {**settings, "kind": kind, "own": own}
    if kind == settings["kind"]:
        return changed
    known = JOB_TYPES[kind].parameters.model_fields
    rest = {name: value for name, value in settings["rest"].items() if name in known}
    return {**changed, "preset": "", "covers": [], "metadata": [], "rest": rest}


def with_target_format(settings: Settings, format_name: str) -> Settings:
    """The same, writing another format; options that the new format knows too are kept."""
    encode = _kept(settings["encode"], fields.encode_fields(format_name))
    return {**settings, "target": format_name, "encode": encode}


def with_source_formats(settings: Settings, format_names: Iterable[str]) -> Settings:
    """The same for sources of these formats: a format that they share has its options in the form."""
    common = set(format_names)
    shared = common.pop() if len(common) == 1 else ""
    return {**settings, "decode": _kept(settings["decode"], fields.decode_fields(shared))}


def _kept(old: Sequence[OptionField], new: list[OptionField]) -> list[OptionField]:
    changed = {field["name"]: field["value"] for field in old if field["value"] != field["default"]}
    return fields.with_values(new, changed)


def proposed_settings(row: FileRow) -> Settings:
    """What a group of such files is for, most likely."""
    group = group_of(row)
    kind = next((name for name, each in JOB_TYPES.items() if group in each.proposed_for), DEFAULT)
    found = default_settings() if capabilities.missing(kind) else with_job_type(default_settings(), kind)
    return adapted_to_file(found, row)


def adapted_to_file(settings: Settings, row: FileRow) -> Settings:
    """The form for a first file: a job that it can start, a format that it is not in already."""
    if row["kind"] == MEDIA and not fits(row, settings["kind"]):
        if not capabilities.missing(_FROM_MEDIA):
            settings = with_job_type(settings, _FROM_MEDIA)
    elif not fits(row, settings["kind"]):
        settings = with_job_type(settings, DEFAULT)
    if row["detected"] == settings["target"]:
        settings = with_target_format(settings, SRT if settings["target"] == VTT else VTT)
    return settings


def with_second_file(settings: Settings, there: Collection[str]) -> Settings:
    """What needs a second file, such as a conversion's video, is offered once one of that kind is `there`."""
    kind = JOB_TYPES[settings["kind"]]
    second = kind.second_file
    if second is None or not (second.when or second.field in form_fields(kind.parameters)):
        return settings
    values = {field["name"]: field["value"] for field in settings["own"]}
    form = with_job_type(settings, settings["kind"], values)
    if second.kind in there:
        return form
    return {**form, "own": [field for field in form["own"] if field["name"] not in second.when]}


def with_required(kind: str, own: list[OptionField]) -> list[OptionField]:
    """The fields of a job type, with a mark on those that it cannot do without."""
    demanded = {name for item in _demanded(kind, own) for name in item.names}
    return [{**field, "required": field["name"] in demanded} for field in own]


def _demanded(kind: str, own: list[OptionField]) -> list[Required]:
    """What the form asks for: what a second file may bring is not among it."""
    second = JOB_TYPES[kind].second_file
    found = required_fields(kind, fields.changed(own))
    return [item for item in found if second is None or second.field not in item.names]


def missing_fields(settings: Settings) -> list[str]:
    """The labels of the required fields that are empty."""
    given = fields.changed(settings["own"])
    missing = [item for item in _demanded(settings["kind"], settings["own"]) if not item.given_in(given)]
    names = {name for item in missing for name in item.names}
    own = [field["label"] for field in settings["own"] if field["name"] in names]
    return own + [field["label"] for field in settings["metadata"] if not field["value"].strip()]


def writes_captions(settings: Settings) -> bool:
    """Whether the job writes captions, so that a target format applies."""
    return JOB_TYPES[settings["kind"]].writes_captions
