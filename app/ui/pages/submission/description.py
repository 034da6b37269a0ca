"""The Job Description that the form stands for: recorded to the letter, and fit to be sent again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.ui.job_types import WRITES_CAPTIONS
from app.ui.pages.submission import fields
from app.ui.pages.submission.fields import OptionField
from app.ui.pages.submission.files import CAPTIONS, FileRow
from models import JobType

GENERAL = {
    "offset": "00:00:00:00",
    "offset_type": "add",
    "incode": "00:00:00:00",
    "source_frameRate": "auto",
    "target_frameRate": "auto",
    "default_dropFrame": "true",
    "encoding": "auto",
    "guide": "",
    "auto_fix": "false",
    "verify": "false",
}
"""Fields of every caption job with a place of their own in the form, and their defaults."""

YES_OR_NO = ("default_dropFrame", "auto_fix", "verify")


def compose(
    row: FileRow,
    kind: str,
    target: str,
    general: Mapping[str, str],
    options: Mapping[str, list[OptionField]],
    beside: FileRow | None,
) -> str:
    """The description of one source, with only what differs from the defaults.

    `options` holds the fields by where they go: "" (the job itself), decode_options, encode_options. `beside`
    are the captions of a voiceover, or the video that a conversion's captions go on.
    """
    wanted: dict[str, Any] = {"job_type": kind}
    if kind in WRITES_CAPTIONS:
        if row["kind"] == CAPTIONS or kind == JobType.CONVERT:
            wanted["source_profile"] = row["source"]
        wanted["target_profile"] = target
        wanted |= {name: text.strip() for name, text in general.items() if text.strip() != GENERAL[name]}
        wanted |= {name: wanted[name] == "true" for name in YES_OR_NO if name in wanted}
        named = ((place, fields.changed(options[place])) for place in ("decode_options", "encode_options"))
        wanted |= {place: values for place, values in named if values}
    wanted |= fields.changed(options[""])
    if beside is not None:
        wanted["captions_upload_id" if kind == JobType.VOICEOVER else "video_upload_id"] = beside["id"]
    wanted |= {"media_path": row["address"]} if row["address"] else {"upload_id": row["id"]}
    if kind != JobType.CONVERT:  # only a conversion is read back
        wanted.pop("verify", None)
    return json.dumps(wanted, indent=2, ensure_ascii=False)
