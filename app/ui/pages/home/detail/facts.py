"""The facts of a job as labels and values, out of the one schema of a job."""

from __future__ import annotations

from typing import Any, TypedDict

from app.services.jobs import schema
from app.ui.choice_labels import choice_label
from app.ui.labels import CHANNELS, asker, formats_text
from app.ui.language import message, number_text


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
    where, who = message(CHANNELS.get(job["channel"], "")), asker(job["submitted_by"] or "")
    submitted = message("{where} by {name}", where=where, name=who) if where and who else where or who
    told: list[tuple[str, Any, bool]] = [
        (message("Format"), formats_text(source_profile, target_profile, short=False), False),
        (message("Cues"), number_text(count) if isinstance(count, int) else None, False),
        (message("Frame rate"), f"{job['frame_rate']} fps" if job["frame_rate"] else None, False),
        (message("Encoding"), choice_label(found["encoding"]) if found.get("encoding") else None, False),
        (message("Name"), job["job_name"], False),
        (message("External id"), job["external_id"], True),
        (message("Labels"), ", ".join(job["labels"]), False),
        (message("Source address"), address, True),
        (message("Webhook"), job["webhook"], True),
        (message("Submitted"), submitted, False),
        (message("Credits"), job["credits_charged"] or None, False),
        (message("Job id"), job["job_id"], True),
    ]
    return [
        {"label": message(label), "value": str(value), "mono": mono} for label, value, mono in told if value
    ]
