"""The facts of a job as labels and values, out of the one schema of a job."""

from __future__ import annotations

from typing import Any, TypedDict

from app.services.jobs import schema
from app.ui.labels import CHANNELS, formats_text


class Fact(TypedDict):
    """A label and its value; `mono` for what is read letter by letter."""

    label: str
    value: str
    mono: bool


def facts_of(job: schema.Job, source_profile: str, target_profile: str) -> list[Fact]:
    """What there is to tell; the formats are those that mean something for its type."""
    found = job["result_data"] or {}
    count = found.get("cue_count")
    address = "" if job["source_url"].startswith("upload:") else job["source_url"]
    by = (CHANNELS.get(job["channel"], ""), job["submitted_by"])
    told: list[tuple[str, Any, bool]] = [
        ("Format", formats_text(source_profile, target_profile, short=False), False),
        ("Cues", f"{count:,}" if isinstance(count, int) else None, False),
        ("Frame rate", f"{job['frame_rate']} fps" if job["frame_rate"] else None, False),
        ("Encoding", found.get("encoding"), False),
        ("Name", job["job_name"], False),
        ("External id", job["external_id"], True),
        ("Labels", ", ".join(job["labels"]), False),
        ("Source address", address, True),
        ("Webhook", job["webhook"], True),
        ("Submitted", " by ".join(part for part in by if part), False),
        ("Credits", job["credits_charged"] or None, False),
        ("Job id", job["job_id"], True),
    ]
    return [{"label": label, "value": str(value), "mono": mono} for label, value, mono in told if value]
