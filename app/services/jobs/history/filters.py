"""Filters of a list of jobs, and their conditions."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col

from app import job_types
from app.core.errors import Invalid
from app.job_types import JOB_TYPES
from app.services import access
from app.services.access import Principal
from models import Job, Status

CHANNELS = ("web", "api", "cli")
_WORDS = {"queued": Status.PENDING, **{str(status): status for status in Status}}
STATUSES = list(dict.fromkeys([*_WORDS, *job_types.all_stages()]))
"""What a list can be filtered by: the four words, "queued", and every stage."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list. `status` is one of the four words, "queued", or any stage.

    `source` is text in the name or address of the source, `key_id` the key that submitted.
    """

    status: str | None = None
    job_type: str | None = None
    q: str | None = None
    label: str | None = None
    external_id: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    order: str = "desc"
    channel: str | None = None
    preset_id: str | None = None
    key_id: str | None = None
    source: str | None = None

    @property
    def by_time(self) -> bool:
        """Whether the list is of a period: its index then is the one of times."""
        return self.created_after is not None or self.created_before is not None

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return self._given() != set()

    @property
    def narrows_by_columns(self) -> bool:
        """Whether it leaves anything out by what a job's own columns say."""
        return self._given() - {"q", "source", "label"} != set()

    def _given(self) -> set[str]:
        return {field.name for field in fields(self) if field.name != "order" and getattr(self, field.name)}


def conditions(who: Principal, filters: Filters) -> list[ColumnElement[bool]]:
    """The asker's jobs, and what the filters say of their columns: all but text and label.

    Invalid for a word that there is not.
    """
    for name, known in (("job_type", list(JOB_TYPES)), ("channel", list(CHANNELS))):
        if (value := getattr(filters, name)) and value not in known:
            raise _unknown(name, value, known)
    found = access.conditions(who, Job)
    if filters.status:
        found.append(_by_status(filters.status))
    equal = {
        "job_type": filters.job_type,
        "channel": filters.channel,
        "preset_id": filters.preset_id,
        "api_key_id": filters.key_id,
        "external_id": filters.external_id,
    }
    found += [getattr(Job, name) == value for name, value in equal.items() if value]
    if filters.created_after:
        found.append(col(Job.created_at) > filters.created_after)
    if filters.created_before:
        found.append(col(Job.created_at) < filters.created_before)
    return found


def check(who: Principal, filters: Filters) -> None:
    """Invalid for a word that there is not."""
    conditions(who, filters)


def _by_status(word: str) -> ColumnElement[bool]:
    if word in _WORDS:
        return col(Job.status) == _WORDS[word]
    if word in STATUSES:
        return col(Job.stage) == word
    raise _unknown("status", word, STATUSES)


def _unknown(field: str, value: str, known: list[Any]) -> Invalid:
    return Invalid(
        f"There is no {field} {value!r}.",
        hint=f"Use one of: {', '.join(str(word) for word in known)}.",
        errors=[{"field": field, "message": "unknown value"}],
    )
