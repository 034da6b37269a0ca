"""One page of the history, read from the database as rows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from app.core.db import read_scope
from app.services.access import Principal
from app.services.dispatch import workers
from app.services.jobs import history
from app.ui.labels import capped_text, count_text
from app.ui.query import ViewQuery
from app.ui.rows import Row, row_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows to show, the cursors of the pages beside it ("" where there is none), how many jobs match, how
    many have each status, and which queues have no worker."""

    rows: list[Row]
    next_after: str
    counted: str
    missing: tuple[str, ...] = ()
    previous: str = ""
    counts: tuple[tuple[str, str], ...] = ()


def read(who: Principal, view: ViewQuery) -> Listing:
    """The page that `view` asks for. Raises Invalid for an unknown filter, BadRequest for a bad cursor."""
    filters = view.filters()
    with read_scope() as session:
        page = history.page(session, who, filters, PAGE_SIZE, view.after or None)
        total = history.count(session, who, filters)
        counts = _counts(session, who)
        missing = workers.missing_queues(session)
    return Listing(
        [row_of(job, missing) for job in page.jobs],
        page.next_cursor or "",
        count_text(total, history.COUNT_CAP),
        missing,
        page.previous_cursor or "",
        tuple(counts.items()),
    )


def read_counts(who: Principal) -> dict[str, str]:
    """How many jobs have each status, those of which there is none left out."""
    with read_scope() as session:
        return _counts(session, who)


def _counts(session: Session, who: Principal) -> dict[str, str]:
    counts = history.count_by_stage(session, who)
    return {word: capped_text(count, history.COUNT_CAP) for word, count in counts.items() if count}
