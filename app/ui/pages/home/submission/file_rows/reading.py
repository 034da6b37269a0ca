"""How the settings of a job read a file, as its row shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.captions.formats import registry
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission.file_rows.notes import NO_REPORT, OF_EVERY_JOB, Note
from app.ui.pages.home.submission.files import FileRow
from app.ui.pages.home.submission.general import CANONICAL, GENERAL
from app.ui.pages.home.submission.settings import Settings, writes_captions


def looked_at(row: FileRow, form: Settings) -> FileRow:
    """The row with what its form says: the values of its notes, and a report only by the form's own guide."""
    if not row["notes"] and not row["report"]["title"]:
        return row
    report = row["report"] if row["report"]["asked"] == asked_of(form) else NO_REPORT
    return {**row, "notes": with_values(row["notes"], form), "report": report}


def with_values(notes: Sequence[Note], form: Settings) -> list[Note]:
    """The notes with what the form says now."""
    return [{**note, "value": _value(note, form)} if note["option"] else note for note in notes]


def _value(note: Note, form: Settings) -> str:
    said, default = _said(note["option"], form)
    known = [choice["value"] for choice in note["choices"]]
    return said if said != default and said in known else known[0]


def _said(option: str, form: Settings) -> tuple[str, str]:
    """The value of an option in a form, and its default."""
    if option in OF_EVERY_JOB:
        name = OF_EVERY_JOB[option][0]
        return form["general"][name], GENERAL[name]
    field = next((field for field in form["decode"] if field["name"] == option), None)
    return (field["value"], field["default"]) if field is not None else ("", "")


def with_choice(form: Settings, note: Note, value: str) -> Settings:
    """The form that reads a file so; what it was read with by itself is the default."""
    default = _said(note["option"], form)[1]
    said = default if value == note["choices"][0]["value"] else value
    if note["option"] in OF_EVERY_JOB:
        name = OF_EVERY_JOB[note["option"]][0]
        return {**form, "general": {**form["general"], name: said}}
    return {**form, "decode": fields.with_value(form["decode"], note["option"], said)}


def guide_of(form: Settings) -> tuple[str, str]:
    """The guide that a job is asked for, and that of whoever receives the format that it writes."""
    named = form["target"] if writes_captions(form) else ""
    receiver = next((each.guide for each in registry.formats().values() if each.name == named), "")
    return form["general"]["guide"], receiver


def asked_of(form: Settings) -> str:
    """By what a report is made."""
    return "/".join(guide_of(form))


def reading_of(row: FileRow, form: Settings) -> dict[str, Any]:
    """How a job of this form reads the file, as `rereading.read_again` takes it."""
    general = form["general"]
    said = {CANONICAL[name]: general[name] for name in CANONICAL if general[name] != GENERAL[name]}
    return {
        "caption_format": row["source"],
        "encoding": said.get("encoding", "auto"),
        "frame_rate": said.get("source_frame_rate", "auto"),
        "auto_fix": said.get("auto_fix") == "true",
        "decode_options": fields.changed(form["decode"]),
    }
