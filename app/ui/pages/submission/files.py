"""A dropped file as the form shows it: what the first look at it found, and what stands in its way."""

from __future__ import annotations

from typing import Any, TypedDict

from app.ui.words import duration_text, size_text
from models import JobType, Upload

CAPTION_TYPES = frozenset({JobType.CONVERT})
"""Job types whose source is a caption file."""


class FileRow(TypedDict):
    """One file. `source` is the profile to read it with ("auto" when none was recognised); `line` is how its
    captions begin.

    `problem` says why it cannot be submitted as things stand, `hint` what to do, and `fix` names the profile
    that the fixing button switches to ("" when no button can help).
    """

    id: str
    name: str
    size: str
    kind: str
    facts: list[str]
    line: str
    detected: str
    source: str
    problem: str
    hint: str
    fix: str


def file_row(upload: Upload) -> FileRow:
    """The row of an upload that has just landed."""
    found = upload.inspection
    error = found.get("error") or {}
    return {
        "id": upload.id,
        "name": upload.file_name,
        "size": size_text(upload.size),
        "kind": found.get("kind", "unknown"),
        "facts": _facts(found),
        "line": " / ".join(" ".join(cue.split()) for cue in found.get("first_lines", [])[:2] if cue.strip()),
        "detected": found.get("profile", ""),
        "source": found.get("profile", "auto"),
        "problem": error.get("message", ""),
        "hint": error.get("hint", ""),
        "fix": "",
    }


def _facts(found: dict[str, Any]) -> list[str]:
    count, rate = found.get("cue_count"), found.get("frame_rate")
    facts = [
        "" if count is None else "1 cue" if count == 1 else f"{count:,} cues",
        duration_text(found["duration"]) if found.get("duration") else "",
        f"{rate} fps" if rate else "",
        found.get("encoding") or "",
        found.get("language") or "",
    ]
    return [fact for fact in facts if fact]


def obstacle(row: FileRow, kind: str) -> tuple[str, str]:
    """What keeps a file from a job of this type, and what to do: both "" when nothing does."""
    if row["kind"] == "media" and kind in CAPTION_TYPES:
        return (
            "This is audio or video; a conversion starts from captions.",
            "Choose Transcribe to make captions from it.",
        )
    if row["kind"] == "captions" and kind not in (*CAPTION_TYPES, JobType.TRANSLATE):
        return "This is a caption file; this job starts from audio or video.", "Choose Convert."
    return "", ""
