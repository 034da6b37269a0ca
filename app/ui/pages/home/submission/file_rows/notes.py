"""What a reader noted about a file, with what it may be read as instead, and what a check of it found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from app.captions.formats import registry
from app.core.errors import CaptionError
from app.ui.choice_labels import choice_label
from app.ui.components.picker import Choice
from app.ui.language import message, number_text
from app.ui.pages.home.detail.report import Finding, findings
from app.ui.pages.home.submission.choices import encoding_offered

SHOWN = 3
"""So many notes are told at once; the others are folded."""
MOST = 30

OF_EVERY_JOB = {
    "encoding": ("encoding", "Source encoding"),
    "source_frame_rate": ("source_frameRate", "Source frame rate"),
    "auto_fix": ("auto_fix", "Mend it"),
}
"""Options that are fields of every caption job: their names in the form, and their labels."""


class Note(TypedDict):
    """A note; with an `option` somebody can choose its `value` among `choices`, first the one read with."""

    text: str
    count: str
    where: str
    option: str
    label: str
    value: str
    choices: list[Choice]


class Report(TypedDict):
    """What a style guide finds before anything is converted; `asked` is the guide and whose format it is.

    There is none while `title` is empty.
    """

    title: str
    ready: bool
    findings: list[Finding]
    asked: str


NO_REPORT: Report = {"title": "", "ready": False, "findings": [], "asked": ""}


def notes_of(found: Mapping[str, Any]) -> list[Note]:
    """The reader's notes of an inspection, each kind once, those with a choice first."""
    noted = [item for item in found.get("issues") or () if not item.get("check")]
    choices = {message(item["message"]): item for item in noted if item.get("option")}
    told = [_note(each, choices.get(each["text"]), found) for each in findings(noted)]
    return sorted(told, key=lambda note: not note["option"])[:MOST]


def _note(finding: Finding, item: Mapping[str, Any] | None, found: Mapping[str, Any]) -> Note:
    note: Note = {**finding, "option": "", "label": "", "value": "", "choices": []}
    if item is None or not _is_asked(item["option"], str(found.get("profile", ""))):
        return note
    option = item["option"]
    values = dict.fromkeys(
        encoding_offered(each) if option == "encoding" else each for each in item["choices"]
    )
    named: list[Choice] = [{"value": value, "label": _named(value)} for value in values]
    _, label = OF_EVERY_JOB.get(option, (option, option.replace("_", " ").capitalize()))
    return {**note, "option": option, "label": message(label), "choices": named}


def _is_asked(option: str, format_name: str) -> bool:
    """Whether a job that reads this format takes the option."""
    try:
        known = {each.name for each in registry.get(format_name).decode_options}
    except CaptionError:
        return False
    return option in known or option in OF_EVERY_JOB


def _named(value: str) -> str:
    return message({"true": "Yes", "false": "No"}.get(value, choice_label(value)))


def report_of(report: Mapping[str, Any], asked: str) -> Report:
    """A report before delivery, a line a kind of finding."""
    title = message("{guide}: {verdict}", guide=report["guide"]["name"], verdict=message(report["verdict"]))
    kinds: list[Finding] = [
        {"text": message(kind["message"]), "count": number_text(kind["count"]), "where": _cues(kind)}
        for kind in report["kinds"]
    ]
    notes = [item for item in report["issues"] if item["code"] == "language_missing"]
    return {"title": title, "ready": report["ready"], "findings": kinds + findings(notes), "asked": asked}


def _cues(kind: Mapping[str, Any]) -> str:
    named = ", ".join(message("cue {number}", number=number_text(cue)) for cue in kind["cues"])
    more = kind["captions"] - len(kind["cues"])
    return message("{places} and {count} more", places=named, count=number_text(more)) if more else named
