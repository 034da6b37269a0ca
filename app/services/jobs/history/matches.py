"""The jobs that filters match, as a query that walks few of them however long the history is.

A label and a text each have an index of their own, the other filters those of the job's columns. Two of them
together walk the rarer one and compare the rest. PostgreSQL plans that by its statistics; SQLite has none, so
here each is counted, up to a bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Join, SQLColumnExpression, exists, inspect, literal, true
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.services.access import Principal
from app.services.jobs.history import text_search
from app.services.jobs.history.filters import Filters, conditions
from models import Job, JobLabel

_JOBS = inspect(Job).local_table
_COUNTED = 1000
"""What has more rows than this is not rare."""


class _InOrder(Join):
    """A join whose left side is walked and whose right one is looked up for each row, on SQLite."""

    inherit_cache = True


@compiles(_InOrder, "sqlite")
def _cross_join(join: _InOrder, compiler: Any, *, asfrom: bool = False, **more: Any) -> str:
    left, right = (compiler.process(side, asfrom=asfrom, **more) for side in (join.left, join.right))
    return f"{left} CROSS JOIN {right} ON {compiler.process(join.onclause, **more)}"


@dataclass(frozen=True, slots=True)
class Matches:
    """The query, and the column of a job's number that its rows come ordered by without being sorted."""

    statement: SelectOfScalar[Job]
    number: SQLColumnExpression[Any]


@dataclass(frozen=True, slots=True)
class _Walk:
    """A table whose rows name the jobs to look at; `rows` is the part of it that is meant."""

    table: FromClause
    number: SQLColumnExpression[Any]
    rows: ColumnElement[bool]


def matching(session: Session, who: Principal, filters: Filters) -> Matches:
    """All jobs of the asker's that match. Invalid for a word that there is not."""
    dialect = session.get_bind().dialect.name
    q, source = (filters.q or "").strip(), (filters.source or "").strip()
    own = conditions(who, filters)
    label = _label_walk(who, filters.label) if filters.label else None
    walk = None
    if dialect == "sqlite":
        text = _text_walk(q, source)
        walk = _rarest(session, filters, own, [each for each in (text, label) if each])
    statement = select(Job).where(*own, *text_search.matches(dialect, q, source))
    if label is not None and walk is not label:
        statement = statement.where(exists().where(label.rows, label.number == col(Job.number)))
    if walk is None:
        return Matches(statement, col(Job.number))
    joined = _InOrder(walk.table, _JOBS, walk.number == col(Job.number))
    return Matches(statement.select_from(joined).where(walk.rows), walk.number)


def _label_walk(who: Principal, label: str) -> _Walk:
    rows = (col(JobLabel.account_id) == who.account_id) & (col(JobLabel.label) == label)
    return _Walk(inspect(JobLabel).local_table, col(JobLabel.job_number), rows)


def _text_walk(q: str, source: str) -> _Walk | None:
    found = text_search.indexed(q, source)
    return None if found is None else _Walk(text_search.INDEX, text_search.INDEX.c.rowid, found)


def _rarest(
    session: Session, filters: Filters, own: list[ColumnElement[bool]], walks: list[_Walk]
) -> _Walk | None:
    """What to walk, of two frequent ones the first; None is the jobs, by an index of their columns."""
    ways: list[_Walk | None] = [*walks]
    if filters.narrows_by_columns or not walks:
        ways.insert(
            0 if filters.by_time else len(ways), None
        )  # a frequent text would have to be sorted by time
    if len(ways) == 1:
        return ways[0]
    jobs = _Walk(_JOBS, col(Job.number), true())
    return min(ways, key=lambda way: _count(session, way or jobs, [] if way else own))


def _count(session: Session, walk: _Walk, own: list[ColumnElement[bool]]) -> int:
    rows = select(literal(1)).select_from(walk.table).where(walk.rows, *own).limit(_COUNTED + 1)
    return int(session.exec(select(func.count()).select_from(rows.subquery())).one())
