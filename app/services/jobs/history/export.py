"""The history as CSV (RFC 4180), read and written in batches."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.core.clock import iso
from app.core.db import read_scope
from app.services.access import Principal
from app.services.jobs.history.filters import Filters
from app.services.jobs.history.pages import page
from models import Job

COLUMNS = (
    "number",
    "job_id",
    "created_at",
    "completed_at",
    "job_type",
    "status",
    "stage",
    "source_name",
    "source_url",
    "source_profile",
    "target_profile",
    "frame_rate",
    "language",
    "duration",
    "worked_seconds",
    "credits_charged",
    "channel",
    "submitted_by",
    "job_name",
    "external_id",
    "labels",
    "profile_id",
    "sandbox",
    "error_code",
    "error_message",
)
"""Fields of a job (app.services.jobs.schema) that are one value a cell."""

_BATCH = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_RENAMED = {"job_id": "id", "profile_id": "preset_id"}


def csv_lines(who: Principal, filters: Filters) -> Iterator[bytes]:
    """The matching jobs, a line each, after a line of names. Invalid for an unknown filter, at the first."""
    yield _encoded([COLUMNS])
    cursor: str | None = None
    while True:
        with read_scope() as session:
            found = page(session, who, filters, _BATCH, cursor)
        yield _encoded([_cell(value) for value in _values(job)] for job in found.jobs)
        if (cursor := found.next_cursor) is None:
            return


def _values(job: Job) -> list[Any]:
    return [getattr(job, _RENAMED.get(name, name)) for name in COLUMNS]


def _cell(value: Any) -> str:
    """A value as text. One that a spreadsheet would run as a formula gets an apostrophe (CWE-1236)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = ", ".join(value)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, datetime):
        return iso(value) or ""
    return "" if value is None else str(value)


def _encoded(rows: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
