"""One page of the history, read from the database as rows."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.db import read_scope
from app.services.access import Principal
from app.services.dispatch import workers
from app.services.jobs import history
from app.ui.labels import count_text
from app.ui.query import ViewQuery
from app.ui.rows import Row, row_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows to show, the cursor of the next page ("" at the end), how many jobs match, and which queues
    have no worker."""

    rows: list[Row]
    next_after: str
    counted: str
    missing: tuple[str, ...] = ()


def read(who: Principal, view: ViewQuery) -> Listing:
    """The page that `view` asks for. Raises Invalid for an unknown filter, BadRequest for a bad cursor."""
    filters = view.filters()
    with read_scope() as session:
        page = history.page(session, who, filters, PAGE_SIZE, view.after or None)
        total = history.count(session, who, filters)
        missing = workers.missing_queues(session)
    rows = [row_of(job, missing) for job in page.jobs]
    return Listing(rows, page.next_cursor or "", count_text(total, history.COUNT_CAP), missing)
