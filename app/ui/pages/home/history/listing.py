"""One page of the history, read from the database as rows, and how many jobs there are beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.core.db import read_scope
from app.services.access import Principal
from app.services.dispatch import workers
from app.services.jobs import acceptance, history, rendering
from app.ui import language
from app.ui.labels import capped_text, count_text
from app.ui.query import ViewQuery
from app.ui.rows import Row, row_of
from models import Job

PAGE_SIZE = 50

_kept: dict[tuple[str, str], tuple[datetime, Row]] = {}
_KEPT_AT_MOST = 2000


@dataclass(frozen=True, slots=True)
class Totals:
    """How many jobs match, and how many have each status, those of which there is none left out."""

    counted: str
    counts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows to show, the cursors of the pages beside it ("" where there is none), which queues have no
    worker, and the totals if they were read as well."""

    rows: list[Row]
    next_after: str
    missing: tuple[str, ...] = ()
    previous: str = ""
    totals: Totals | None = None


def read(who: Principal, view: ViewQuery) -> Listing:
    """The page that `view` asks for. Raises Invalid for an unknown filter, BadRequest for a bad cursor."""
    return replace(read_rows(who, view), totals=read_totals(who, view))


def read_rows(who: Principal, view: ViewQuery) -> Listing:
    """`read` without the totals, which take as long as the rows."""
    with read_scope() as session:
        page = history.page(
            session, who, view.filters(), PAGE_SIZE, view.after or None, only=rendering.IDENTITY
        )
        missing = workers.missing_queues(session)
        rows = _rows(session, who, page.jobs, missing)
    return Listing(rows, page.next_cursor or "", missing, page.previous_cursor or "")


def read_totals(who: Principal, view: ViewQuery) -> Totals:
    """How many jobs match, and how many have each status."""
    with read_scope() as session:
        total = history.count(session, who, view.filters())
        return Totals(count_text(total, history.COUNT_CAP), _counts(session, who))


def read_counts(who: Principal) -> dict[str, str]:
    """How many jobs have each status, those of which there is none left out."""
    with read_scope() as session:
        return _counts(session, who)


def _counts(session: Session, who: Principal) -> dict[str, str]:
    counts = history.count_by_stage(session, who)
    return {word: capped_text(count, history.COUNT_CAP) for word, count in counts.items() if count}


def _rows(session: Session, who: Principal, jobs: Sequence[Job], missing: Collection[str]) -> list[Row]:
    """The rows of jobs of which `rendering.IDENTITY` is loaded.

    That of a job which has ended is made again only when the job was written since.
    """
    spoken = language.current()
    kept = {job.id: _kept.get((job.id, spoken)) for job in jobs}
    rows = {job.id: was[1] for job in jobs if (was := kept[job.id]) and was[0] == job.changed_at}
    if new := [job.id for job in jobs if job.id not in rows]:
        found = history.whole(session, who, new)
        refused = acceptance.lasting_refusals(session, found)
        for job in found:
            rows[job.id] = _keep(job, spoken, row_of(job, missing, refused.get(job.id, "")))
    return [rows[job.id] for job in jobs if job.id in rows]


def _keep(job: Job, spoken: str, row: Row) -> Row:
    if job.completed_at is not None:  # what others wait for changes without them
        if len(_kept) >= _KEPT_AT_MOST:
            _kept.clear()
        _kept[job.id, spoken] = (job.changed_at, row)
    return row
