"""Groups of files of one kind, each with a proposed job: "12 caption files: convert to WebVTT"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from app.job_types import JOB_TYPES
from app.job_types.job_type import CAPTIONS
from app.services.accounts import credits
from app.services.engines import capabilities
from app.ui.language import counted, message, number_text
from app.ui.language.names import regional_name
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission.files import AUDIO, LINK, OTHER, VIDEO, FileRow, form_of, group_of
from app.ui.pages.home.submission.general import GENERAL
from app.ui.pages.home.submission.settings import Settings, missing_fields, writes_captions

ORDER = (CAPTIONS, VIDEO, AUDIO, LINK, OTHER)
TITLES = {
    CAPTIONS: ("1 caption file", "{count} caption files"),
    VIDEO: ("1 video", "{count} videos"),
    AUDIO: ("1 audio file", "{count} audio files"),
    LINK: ("1 address", "{count} addresses"),
    OTHER: ("1 other file", "{count} other files"),
}
"""What a group is called that has one file, and one that has several."""


class Group(TypedDict):
    """A group as the page shows it. `reason` says what must be filled in before its jobs can start."""

    kind: str
    title: str
    summary: str
    reason: str
    settled: bool


def kinds_of(rows: Sequence[FileRow]) -> list[str]:
    """The kinds that are there and can become jobs, in the order they are shown."""
    there = {group_of(row) for row in rows}
    return [kind for kind in ORDER if kind in there and kind != OTHER]


def forms_of(rows: Sequence[FileRow]) -> list[str]:
    """Whose settings the sources have: each group's, as far as a source has no others, and those of files."""
    shared = kinds_of([row for row in rows if not row["apart"]])
    return shared + [row["id"] for row in rows if row["apart"] and group_of(row) != OTHER]


def visible_groups(rows: Sequence[FileRow], settings: Mapping[str, Settings]) -> list[Group]:
    """Every group; the files that are nothing known stand last, without a job."""
    kinds = kinds_of(rows) + ([OTHER] if any(group_of(row) == OTHER for row in rows) else [])
    return [
        _group(kind, [row for row in rows if group_of(row) == kind], settings.get(kind)) for kind in kinds
    ]


def _group(kind: str, rows: list[FileRow], settings: Settings | None) -> Group:
    one, many = TITLES[kind]
    count = message(one) if len(rows) == 1 else message(many, count=number_text(len(rows)))
    if settings is None:
        return {"kind": kind, "title": count, "summary": "", "reason": "", "settled": False}
    taken = all(row["taken"] for row in rows)
    return {
        "kind": kind,
        "title": count,
        "summary": rows[0]["taken"] if taken else summary(settings),
        "reason": "" if taken else reason(settings),
        "settled": not taken,
    }


def summary(settings: Settings) -> str:
    """What will be made, and what was chosen for it: "Translate into Spanish, to WebVTT"."""
    kind = JOB_TYPES[settings["kind"]]
    own = {field["name"]: field["value"].strip() for field in settings["own"]}
    parts = [message(kind.label)]
    if spoken := own.get("target_languages") or own.get("target_language"):
        parts = [message("{type} into {languages}", type=parts[0], languages=_languages(spoken))]
    if writes_captions(settings):
        parts.append(message("to {format}", format=settings["target"]))
    for name in ("language", "source_language"):
        if name in own and (own[name] or not kind.reads_captions):
            spoken = message("from {languages}", languages=_languages(own[name]))
            parts.append(spoken if own[name] else message("language detected"))
    if more := _others(settings):
        several = message("{count} more settings", count=more)
        parts.append(message("1 more setting") if more == 1 else several)
    return ", ".join(parts)


def _languages(codes: str) -> str:
    return ", ".join(regional_name(code.strip()) for code in codes.split(",") if code.strip())


def _others(settings: Settings) -> int:
    """How many further settings differ from their defaults."""
    told = {"target_languages", "target_language", "language", "source_language"}
    count = len(fields.changed(settings["own"]).keys() - told)
    if writes_captions(settings):
        count += sum(settings["general"][name] != default for name, default in GENERAL.items())
        count += len(fields.changed(settings["encode"])) + len(fields.changed(settings["decode"]))
    return count


def changed_options(settings: Settings) -> str:
    """How many of the options that stand folded differ from their defaults; "" for none."""
    folded = [field for field in settings["own"] if field["folded"]]
    count = len(fields.changed(folded)) + _others({**settings, "own": []})
    return counted(count, "1 changed", "{count} changed") if count else ""


def price(rows: Sequence[FileRow], settings: Mapping[str, Settings]) -> int:
    """What the jobs cost together that can start now, in credits."""
    ready = [settings[form_of(row)]["kind"] for row in rows if row["ready"]]
    return sum(credits.price(kind) for kind in ready)


def reason(settings: Settings) -> str:
    """Why the button is off; "" when nothing is missing."""
    missing = capabilities.missing(settings["kind"])
    if missing is not None:
        return f"{message(missing.message)} {message(missing.hint)}"
    labels = [message("“{label}”", label=label) for label in missing_fields(settings)]
    return message("Fill in {labels} first.", labels=message(" and ").join(labels)) if labels else ""
