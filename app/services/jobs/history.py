"""Lists of jobs: filters and keyset cursors over the job number, newest or oldest first."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app import job_types
from app.core.errors import BadRequest, Invalid
from app.core.signing import sign_json, verify_json
from app.job_types import JOB_TYPES
from app.services import access
from app.services.access import Principal
from models import Job, Status

COUNT_CAP = 1000
_WORDS = {"queued": Status.PENDING, **{str(status): status for status in Status}}
STATUSES = list(dict.fromkeys([*_WORDS, *job_types.all_stages()]))
"""What a list can be filtered by: the four words, "queued", and every stage."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list. `status` is one of the four words, "queued", or any stage."""

    status: str | None = None
    job_type: str | None = None
    q: str | None = None
    label: str | None = None
    external_id: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    order: str = "desc"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of jobs, and the cursor of the next one (None at the end)."""

    jobs: list[Job]
    next_cursor: str | None


def page(
    session: Session, who: Principal, filters: Filters, limit: int = 20, cursor: str | None = None
) -> Page:
    """Jobs after the cursor. A walk meets every job that stays, once, however many come and go meanwhile."""
    mark = _fingerprint(who, filters)
    newest_first = filters.order != "asc"
    statement = _filtered(who, filters)
    if cursor:
        last = _open_cursor(cursor, mark)
        statement = statement.where(col(Job.number) < last if newest_first else col(Job.number) > last)
    number = col(Job.number)
    found = list(
        session.exec(statement.order_by(number.desc() if newest_first else number.asc()).limit(limit + 1))
    )
    jobs, more = found[:limit], len(found) > limit
    return Page(jobs, sign_json("cursor", [jobs[-1].number, mark]) if more else None)


def count(session: Session, who: Principal, filters: Filters) -> int:
    """How many jobs match, at most COUNT_CAP + 1: an exact count of a long history is not worth its cost."""
    capped = _filtered(who, filters).with_only_columns(col(Job.number)).limit(COUNT_CAP + 1).subquery()
    return int(session.exec(select(func.count()).select_from(capped)).one())


def _filtered(who: Principal, filters: Filters) -> SelectOfScalar[Job]:
    statement = access.visible(who, Job)
    if filters.status:
        statement = _by_status(statement, filters.status)
    if filters.job_type:
        if filters.job_type not in JOB_TYPES:
            raise _unknown("job_type", filters.job_type, list(JOB_TYPES))
        statement = statement.where(col(Job.job_type) == filters.job_type)
    if filters.external_id:
        statement = statement.where(col(Job.external_id) == filters.external_id)
    if filters.label:
        statement = statement.where(cast(Job.labels, String).contains(f'"{filters.label}"', autoescape=True))
    if filters.created_after:
        statement = statement.where(col(Job.created_at) > filters.created_after)
    if filters.created_before:
        statement = statement.where(col(Job.created_at) < filters.created_before)
    return _search(statement, filters.q.strip()) if filters.q and filters.q.strip() else statement


def _by_status(statement: SelectOfScalar[Job], word: str) -> SelectOfScalar[Job]:
    if word in _WORDS:
        return statement.where(col(Job.status) == _WORDS[word])
    if word in STATUSES:
        return statement.where(col(Job.stage) == word)
    raise _unknown("status", word, STATUSES)


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


def _fingerprint(who: Principal, filters: Filters) -> str:
    text = str(sorted((k, str(v)) for k, v in asdict(filters).items() if v is not None)) + who.account_id
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _open_cursor(cursor: str, mark: str) -> int:
    value = verify_json("cursor", cursor)
    if value is None:
        raise BadRequest(
            "This cursor is not valid.",
            code="invalid_cursor",
            hint="Pass next_cursor exactly as the previous page gave it, or leave it out to start again.",
        )
    if value[1] != mark:
        raise BadRequest(
            "This cursor belongs to a list with other filters.",
            code="invalid_cursor",
            hint="Keep the filters the same while you page, or leave the cursor out to start again.",
        )
    return int(value[0])
