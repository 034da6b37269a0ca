"""The form and its files, as a Job Description says them, read for the person who asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from app.captions.formats import registry
from app.core.db import read_scope, session_scope
from app.job_types import DEFAULT, JOB_TYPES
from app.services.access import Principal
from app.services.files import uploads
from app.services.jobs import descriptions, lookup, presets
from app.ui.pages.home.submission import fields
from app.ui.pages.home.submission.files import FileRow, address_row, file_row, read_upload
from app.ui.pages.home.submission.fill import from_description, from_job
from app.ui.pages.home.submission.settings import Settings

PASTED = "Pasted captions"


@dataclass(frozen=True, slots=True)
class Found:
    """Settings, the sources that go with them, and how many of its files the server no longer has."""

    settings: Settings
    rows: list[FileRow]
    lost: int = 0


def of_description(who: Principal, description: Mapping[str, Any]) -> Found:
    """What a Job Description fills; Invalid for a job type or a preset that there is not."""
    with read_scope() as session:
        wanted, preset = presets.apply(session, who, dict(description))
    filled = from_description.read(wanted)
    settings = filled.settings
    if preset is not None:
        settings = _with_preset(settings, preset.id, presets.defaults(preset), preset.required_metadata)
    stored = [read_upload(who, upload_id) for upload_id in filled.uploads]
    rows = [row for row in stored if row is not None]
    addresses = [] if any(stored) else filled.addresses  # a file that is here needs no address
    rows += [*map(address_row, addresses), *(of_text(who, text) for text in filled.texts)]
    return Found(settings, [_read_as(row, filled.source_format) for row in rows], stored.count(None))


def _with_preset(
    settings: Settings, preset_id: str, decided: Mapping[str, Any], required: list[str]
) -> Settings:
    rest = {name: value for name, value in settings["rest"].items() if name not in ("preset_id", "webhook")}
    if settings["rest"].get("webhook") != decided.get("webhook"):
        rest["webhook"] = settings["rest"]["webhook"]
    given = rest.pop("job_metadata", {})
    if more := {name: value for name, value in given.items() if name not in required}:
        rest["job_metadata"] = more
    metadata = fields.metadata_fields(required, given)
    return {**settings, "preset": preset_id, "covers": list(decided), "metadata": metadata, "rest": rest}


def _read_as(row: FileRow, source_format: str) -> FileRow:
    return row if source_format == "auto" or row["kind"] == "media" else {**row, "source": source_format}


def of_job(who: Principal, job_id: str) -> Found:
    """The same of an earlier job, to change it and run it again; NotFound when the asker has none such.

    The source of a job that was refused at once was never stored.
    """
    with read_scope() as session:
        job = lookup.get(session, who, job_id)
        wanted = from_job.description(session, who, job)
    found = of_description(who, wanted)
    return found if found.rows or found.lost or not job.source_name else replace(found, lost=1)


def of_text(who: Principal, text: str) -> FileRow:
    """Captions that were pasted, stored as an upload; a text that is none says so on its row."""
    stored = uploads.receive(text.encode(), f"{PASTED}.txt")
    inspection = uploads.inspect_stored(stored, f"{PASTED}.txt")
    name = PASTED + _ending(str(inspection.get("profile", "")))
    with session_scope() as session:
        return file_row(uploads.add(session, who, name, stored, inspection))


def _ending(profile: str) -> str:
    extensions = registry.get(profile).extensions if profile else ()
    return f".{extensions[0].lstrip('.')}" if extensions else ".txt"


def as_description(text: str) -> dict[str, Any] | None:
    """The Job Description that a text is; None for anything else, captions in JSON included."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not found:
        return None
    if {"job_type", "jobType"} & found.keys():
        return found
    known = JOB_TYPES[DEFAULT].parameters.model_fields.keys() | {"start"}
    return found if descriptions.canonical(found, DEFAULT).keys() <= known else None


def as_addresses(text: str) -> list[str]:
    """The addresses that a text is, one a line; none when it is anything else."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return list(dict.fromkeys(lines)) if lines and all(map(is_address, lines)) else []


def is_address(text: str) -> bool:
    """Whether a text is one address of the web."""
    if not text.startswith(("http://", "https://")) or any(c.isspace() for c in text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:  # such as http://[
        return False
