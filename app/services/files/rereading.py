"""A stored caption file read again as somebody has chosen, and checked, before a job is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.conversion.inspect import checked
from app.core.child_process import guarded_call
from app.core.db import read_scope
from app.core.errors import Invalid
from app.core.storage import read_stored
from app.services.access import Principal
from app.services.files import uploads


def read_again(
    who: Principal, upload_id: str, guide: str, of_receiver: str, reading: Mapping[str, Any]
) -> dict[str, Any]:
    """The inspection of the asker's upload, read so, with the `report` of a style guide.

    NotFound for an upload of others, Invalid `not_captions` for one that was not found to be captions, and
    Invalid for a guide that there is not, CaptionError for a file that cannot be read in this way,
    LimitExceeded as from any guarded child.
    """
    with read_scope() as session:
        upload = uploads.get(session, who, upload_id)
        key, name, kind = upload.storage_key, upload.file_name, upload.inspection.get("kind")
    if kind != "captions":  # a film would be read into memory as a whole
        raise Invalid(f"{name} is no caption file.", code="not_captions", hint="Choose a file with captions.")
    data = read_stored(key)
    return guarded_call.run(
        checked, data, name, guide, of_receiver, dict(reading), bounds=uploads.caption_bounds()
    )
