"""Pages of jobs: keyset cursors in both directions, newest or oldest first.

A list is ordered by the job's number, one of a period by the time of submission, so that an index answers it
however long the history is. A cursor names the job at the edge of a page and the direction to go on in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.errors import BadRequest
from app.core.signing import sign_json, verify_json
from app.services.access import Principal
from app.services.jobs.history.filters import Filters
from app.services.jobs.history.matches import Matches, matching
from models import Job

_ON, _BACK = "on", "back"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of jobs, and the cursors of the pages after and before it (None where there is none)."""

    jobs: list[Job]
    next_cursor: str | None
    previous_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class _Edge:
    """The job beside which a page begins, and the direction it is read in."""

    way: str
    number: int
    created: datetime


def page(
    session: Session,
    who: Principal,
    filters: Filters,
    limit: int = 20,
    cursor: str | None = None,
    only: Sequence[Any] = (),
) -> Page:
    """Jobs after the cursor. A walk meets every job that stays, once, however many come and go meanwhile.

    With `only`, they are rows of these columns, of which no objects have to be made; the number and the time
    of submission are to be among them.
    """
    mark = _fingerprint(who, filters)
    edge = _open_cursor(cursor, mark) if cursor else None
    wanted = ordered(matching(session, who, filters), filters, edge).limit(limit + 1)
    found = _rows(session, wanted.with_only_columns(*only)) if only else list(session.exec(wanted))
    jobs, more = found[:limit], len(found) > limit
    if edge is None or edge.way == _ON:
        after, before = more, edge is not None
    else:
        jobs, after, before = jobs[::-1], True, more
    if not jobs:
        return Page([], None)
    return Page(
        jobs,
        _cursor(_ON, jobs[-1], mark) if after else None,
        _cursor(_BACK, jobs[0], mark) if before else None,
    )


def _rows(session: Session, statement: Any) -> list[Job]:
    """Rows that are read like the jobs whose columns they have."""
    return cast("list[Job]", session.execute(statement).all())


def whole(session: Session, who: Principal, job_ids: Sequence[str]) -> Sequence[Job]:
    """These of the asker's jobs with every column, in no order, where `page` loaded some of them only.

    They are found by their ids alone: with the account among the conditions SQLite reads all that it has.
    """
    named = select(Job).where(col(Job.id).in_(job_ids)).execution_options(populate_existing=True)
    return [job for job in session.exec(named) if who.sees(job)]


def ordered(matches: Matches, filters: Filters, edge: _Edge | None = None) -> SelectOfScalar[Job]:
    """The query in the order of the list, from an edge of a page on."""
    statement = matches.statement
    descending = (filters.order != "asc") != (edge is not None and edge.way == _BACK)
    columns: list[Any] = [col(Job.created_at), col(Job.number)] if filters.by_time else [matches.number]
    if edge is not None:
        statement = statement.where(_beyond(columns, edge, descending))
    return statement.order_by(*(column.desc() if descending else column.asc() for column in columns))


def _beyond(columns: list[Any], edge: _Edge, descending: bool) -> ColumnElement[bool]:
    values = [edge.created, edge.number][-len(columns) :]
    one = tuple_(*columns) if len(columns) > 1 else columns[0]
    other: Any = tuple_(*values) if len(columns) > 1 else values[0]
    beyond: ColumnElement[bool] = one < other if descending else one > other
    return beyond


def _cursor(way: str, job: Job, mark: str) -> str:
    return sign_json("cursor", [job.number, mark, way, job.created_at.isoformat()])


def _fingerprint(who: Principal, filters: Filters) -> str:
    text = str(sorted((k, str(v)) for k, v in asdict(filters).items() if v is not None)) + who.scope
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _open_cursor(cursor: str, mark: str) -> _Edge:
    value = verify_json("cursor", cursor)
    if value is None or len(value) != 4:
        raise BadRequest(
            "This cursor is not valid.",
            code="invalid_cursor",
            hint="Pass next_cursor exactly as the previous page gave it, or leave it out to start again.",
        )
    number, marked, way, created = value
    if marked != mark:
        raise BadRequest(
            "This cursor belongs to a list with other filters.",
            code="invalid_cursor",
            hint="Keep the filters the same while you page, or leave the cursor out to start again.",
        )
    return _Edge(way, int(number), datetime.fromisoformat(created))
