"""Composes the Job Description from the form."""

from __future__ import annotations

import json
from typing import Any

from app.job_types import JOB_TYPES
from app.job_types.job_type import CAPTIONS
from app.services.jobs.descriptions import canonical
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission.files import FileRow
from app.ui.pages.home.submission.general import GENERAL, REPAIR_FIELDS, YES_OR_NO
from app.ui.pages.home.submission.settings import Settings, writes_captions

_OBJECTS = ("encode_options", "decode_options", "edits")
"""Of these a form may show some values while others stand in the rest."""

_LEFT_TO_PRESET = ("webhook",)
"""What a preset decides without the form showing it."""


def compose(row: FileRow, settings: Settings, beside: FileRow | None) -> str:
    """The description of one source, with only what differs from the defaults.

    `beside` are the captions of a voiceover, or the video that a conversion's captions go on.
    """
    kind = JOB_TYPES[settings["kind"]]
    wanted = of_settings(settings)
    if writes_captions(settings) and (row["kind"] == CAPTIONS or kind.only_captions):
        wanted = {"job_type": kind.name, "source_profile": row["source"], **wanted}
    if beside is not None and kind.second_file is not None:
        wanted[kind.second_file.field] = beside["id"]
    wanted |= {"media_path": row["address"]} if row["address"] else {"upload_id": row["id"]}
    return json.dumps(wanted, indent=2, ensure_ascii=False)


def of_settings(settings: Settings) -> dict[str, Any]:
    """The description without its source."""
    kind = JOB_TYPES[settings["kind"]]
    wanted: dict[str, Any] = {"job_type": kind.name}
    if writes_captions(settings):
        wanted |= _captions(settings)
    wanted |= fields.changed(settings["own"])
    if "verify" not in kind.parameters.model_fields:  # only a conversion is read back
        wanted.pop("verify", None)
    for name, value in settings["rest"].items():
        if name == "edits" and name in wanted and "text" in value:
            value = {**value, "text": {**wanted[name]["text"], **value["text"]}}
        wanted[name] = {**wanted[name], **value} if name in _OBJECTS and name in wanted else value
    if metadata := fields.changed(settings["metadata"]):
        wanted["job_metadata"] = {**wanted.get("job_metadata", {}), **metadata}
    return _with_preset(wanted, settings)


def _with_preset(wanted: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Name the preset, and say also what was set back to the default: the preset would win otherwise."""
    if not settings["preset"]:
        return wanted
    model = JOB_TYPES[settings["kind"]].parameters.model_fields
    said = canonical(wanted, settings["kind"])
    back = [name for name in settings["covers"] if name not in said and name not in _LEFT_TO_PRESET]
    defaults = {name: model[name].get_default(call_default_factory=True) for name in back}
    return {**wanted, **defaults, "preset_id": settings["preset"]}


def _captions(settings: Settings) -> dict[str, Any]:
    wanted: dict[str, Any] = {"target_profile": settings["target"]}
    general = settings["general"]
    changed = {name: text.strip() for name, text in general.items() if text.strip() != GENERAL[name]}
    wanted |= {name: text for name, text in changed.items() if name not in REPAIR_FIELDS}
    if repairs := {REPAIR_FIELDS[name]: True for name in changed if name in REPAIR_FIELDS}:
        wanted["edits"] = {"text": repairs}
    wanted |= {name: wanted[name] == "true" for name in YES_OR_NO if name in wanted}
    places = (("decode_options", settings["decode"]), ("encode_options", settings["encode"]))
    return wanted | {name: fields.changed(place) for name, place in places if fields.changed(place)}
