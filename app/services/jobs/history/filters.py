"""Filters of a list of jobs, as one query."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app import job_types
from app.core.errors import Invalid
from app.job_types import JOB_TYPES
from app.services import access
from app.services.access import Principal
from models import Job, JobLabel, Status

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
        return any(getattr(self, field.name) for field in fields(self) if field.name != "order")


def matching(who: Principal, filters: Filters) -> SelectOfScalar[Job]:
    """The query of all jobs of the asker's that match. Invalid for a word that there is not."""
    statement = access.visible(who, Job)
    if filters.status:
        statement = _by_status(statement, filters.status)
    for name, known in (("job_type", list(JOB_TYPES)), ("channel", list(CHANNELS))):
        if (value := getattr(filters, name)) and value not in known:
            raise _unknown(name, value, known)
    equal = {
        "job_type": filters.job_type,
        "channel": filters.channel,
        "preset_id": filters.preset_id,
        "api_key_id": filters.key_id,
        "external_id": filters.external_id,
    }
    statement = statement.where(*(getattr(Job, name) == value for name, value in equal.items() if value))
    if filters.label:
        labelled = select(JobLabel.job_number)
        mine = (JobLabel.account_id == who.account_id, JobLabel.label == filters.label)
        statement = statement.where(col(Job.number).in_(labelled.where(*mine)))
    if filters.created_after:
        statement = statement.where(col(Job.created_at) > filters.created_after)
    if filters.created_before:
        statement = statement.where(col(Job.created_at) < filters.created_before)
    return _by_text(statement, filters)


def check(who: Principal, filters: Filters) -> None:
    """Invalid for a word that there is not."""
    matching(who, filters)


def _by_status(statement: SelectOfScalar[Job], word: str) -> SelectOfScalar[Job]:
    if word in _WORDS:
        return statement.where(col(Job.status) == _WORDS[word])
    if word in STATUSES:
        return statement.where(col(Job.stage) == word)
    raise _unknown("status", word, STATUSES)


def _by_text(statement: SelectOfScalar[Job], filters: Filters) -> SelectOfScalar[Job]:
    if filters.source and (source := filters.source.strip()):
        places = (Job.source_name, Job.source_url)
        statement = statement.where(or_(*(col(place).icontains(source, autoescape=True) for place in places)))
    return _search(statement, filters.q.strip()) if filters.q and filters.q.strip() else statement


def _search(statement: SelectOfScalar[Job], text: str) -> SelectOfScalar[Job]:
    fields = (
        Job.source_name,
        Job.job_name,
        Job.external_id,
        Job.source_profile,
        Job.target_profile,
        Job.job_type,
    )
    matches = [col(field).icontains(text, autoescape=True) for field in fields]
    matches.append(col(Job.id).startswith(text.lower(), autoescape=True))
    if re.fullmatch(r"#?\d{1,15}", text):
        matches.append(col(Job.number) == int(text.lstrip("#")))
    return statement.where(or_(*matches))


def _unknown(field: str, value: str, known: list[Any]) -> Invalid:
    return Invalid(
        f"There is no {field} {value!r}.",
        hint=f"Use one of: {', '.join(str(word) for word in known)}.",
        errors=[{"field": field, "message": "unknown value"}],
    )
