"""The sample: a small caption file that ships with the product, for a newcomer's first minute."""

from __future__ import annotations

import json
from pathlib import Path

from app.core.db import session_scope
from app.services.access import Principal
from app.services.files import uploads

CAPTIONS = Path(__file__).resolve().parents[4] / "samples" / "harbour.srt"


def captions_description(who: Principal) -> str:
    """Store the sample as the person's own upload; returns the Job Description that converts it."""
    stored = uploads.receive(CAPTIONS.read_bytes(), CAPTIONS.name)
    inspection = uploads.inspect_stored(stored, CAPTIONS.name)
    with session_scope() as db:
        upload = uploads.add(db, who, CAPTIONS.name, stored, inspection)
    description = {
        "job_type": "convert",
        "source_profile": inspection.get("profile", "auto"),
        "target_profile": "WebVTT",
        "upload_id": upload.id,
    }
    return json.dumps(description, indent=2)
