"""What is to be made of the files of one group: the values of the form, and how one choice changes others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from app.services.engines import capabilities
from app.services.jobs.requirements import required_fields
from app.ui.job_types import WRITES_CAPTIONS
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission.engine_fields import with_engines
from app.ui.pages.home.submission.fields import OptionField
from app.ui.pages.home.submission.files import AUDIO, LINK, MEDIA, VIDEO, FileRow, fits, group_of
from app.ui.pages.home.submission.general import GENERAL
from app.ui.pages.home.submission.type_fields import type_fields
from models import JobType

SRT, VTT = "SubRip Video Subtitle Script", "WebVTT"
_PROPOSED = {VIDEO: JobType.TRANSCRIBE, AUDIO: JobType.TRANSCRIBE, LINK: JobType.DOWNLOAD}


class Settings(TypedDict):
    """A job type, a target format, and the fields of both; `own` are those of the job type."""

    kind: str
    target: str
    general: dict[str, str]
    encode: list[OptionField]
    decode: list[OptionField]
    own: list[OptionField]


def fresh() -> Settings:
    """Where every form starts."""
    encode = fields.encode_fields(VTT)
    return Settings(
        kind=str(JobType.CONVERT), target=VTT, general=dict(GENERAL), encode=encode, decode=[], own=[]
    )


def being(settings: Settings, kind: JobType) -> Settings:
    """The same for another type of job."""
    return {**settings, "kind": str(kind), "own": with_required(kind, with_engines(type_fields(kind)))}


def aimed(settings: Settings, format_name: str) -> Settings:
    """The same, writing another format; options that the new format knows too are kept."""
    encode = _kept(settings["encode"], fields.encode_fields(format_name))
    return {**settings, "target": format_name, "encode": encode}


def reading(settings: Settings, format_names: Iterable[str]) -> Settings:
    """The same for sources of these formats: a format that they share has its options in the form."""
    common = set(format_names)
    shared = common.pop() if len(common) == 1 else ""
    return {**settings, "decode": _kept(settings["decode"], fields.decode_fields(shared))}


def _kept(old: Sequence[OptionField], new: list[OptionField]) -> list[OptionField]:
    changed = {field["name"]: field["value"] for field in old if field["value"] != field["default"]}
    return fields.with_values(new, changed)


def proposed(row: FileRow) -> Settings:
    """What a group of such files is for, most likely."""
    kind = _PROPOSED.get(group_of(row), JobType.CONVERT)
    found = fresh() if capabilities.missing(kind) else being(fresh(), kind)
    return suited(found, row)


def suited(settings: Settings, row: FileRow) -> Settings:
    """The form for a first file: a job that it can start, a format that it is not in already."""
    if row["kind"] == MEDIA and not fits(row, settings["kind"]):
        if not capabilities.missing(JobType.TRANSCRIBE):
            settings = being(settings, JobType.TRANSCRIBE)
    elif not fits(row, settings["kind"]):
        settings = being(settings, JobType.CONVERT)
    if row["detected"] == settings["target"]:
        settings = aimed(settings, SRT if settings["target"] == VTT else VTT)
    return settings


def with_video(settings: Settings, *, there: bool) -> Settings:
    """What puts captions on a video is offered for a conversion once there is a video."""
    if settings["kind"] != JobType.CONVERT:
        return settings
    return {**settings, "own": (settings["own"] or type_fields(JobType.CONVERT)) if there else []}


def with_required(kind: str, own: list[OptionField]) -> list[OptionField]:
    """The fields of a job type, with a mark on those that it cannot do without."""
    demanded = {name for item in required_fields(kind, fields.changed(own)) for name in item.names}
    return [{**field, "required": field["name"] in demanded} for field in own]


def lacking(settings: Settings) -> list[str]:
    """The labels of the required fields that are empty."""
    given = fields.changed(settings["own"])
    missing = [item for item in required_fields(settings["kind"], given) if not item.given_in(given)]
    names = {name for item in missing for name in item.names}
    return [field["label"] for field in settings["own"] if field["name"] in names]


def writes_captions(settings: Settings) -> bool:
    """Whether the job writes captions, so that a target format applies."""
    return settings["kind"] in WRITES_CAPTIONS
