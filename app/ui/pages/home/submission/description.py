"""Composes the Job Description from the form."""

from __future__ import annotations

import json
from typing import Any

from app.job_types import JOB_TYPES
from app.job_types.job_type import CAPTIONS
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission.files import FileRow
from app.ui.pages.home.submission.general import GENERAL, YES_OR_NO
from app.ui.pages.home.submission.settings import Settings, writes_captions


def compose(row: FileRow, settings: Settings, beside: FileRow | None) -> str:
    """The description of one source, with only what differs from the defaults.

    `beside` are the captions of a voiceover, or the video that a conversion's captions go on.
    """
    kind = JOB_TYPES[settings["kind"]]
    wanted: dict[str, Any] = {"job_type": kind.name}
    if writes_captions(settings):
        if row["kind"] == CAPTIONS or kind.only_captions:
            wanted["source_profile"] = row["source"]
        wanted |= _captions(settings)
    wanted |= fields.changed(settings["own"])
    if beside is not None and kind.second_file is not None:
        wanted[kind.second_file.field] = beside["id"]
    wanted |= {"media_path": row["address"]} if row["address"] else {"upload_id": row["id"]}
    if "verify" not in kind.parameters.model_fields:  # only a conversion is read back
        wanted.pop("verify", None)
    return json.dumps(wanted, indent=2, ensure_ascii=False)


def _captions(settings: Settings) -> dict[str, Any]:
    wanted: dict[str, Any] = {"target_profile": settings["target"]}
    general = settings["general"]
    wanted |= {name: text.strip() for name, text in general.items() if text.strip() != GENERAL[name]}
    wanted |= {name: wanted[name] == "true" for name in YES_OR_NO if name in wanted}
    places = (("decode_options", settings["decode"]), ("encode_options", settings["encode"]))
    return wanted | {name: fields.changed(place) for name, place in places if fields.changed(place)}
