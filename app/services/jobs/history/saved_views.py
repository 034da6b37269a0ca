"""Saved views of the history, and the layout of its table, for each person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.services import access
from app.services.access import Principal
from models import HistoryLayout, SavedView

MOST = 50
LONGEST_NAME = 60
COLUMNS = ("number", "time", "kind", "format", "duration")
"""Columns of the table that may be hidden; the others name the job or act on it."""
DENSITIES = ("compact", "comfortable")


def list_for(session: Session, who: Principal) -> list[SavedView]:
    """The asker's views, by name."""
    return list(session.exec(access.visible(who, SavedView).order_by(func.lower(SavedView.name))))


def save(session: Session, who: Principal, name: str, filters: Mapping[str, str]) -> SavedView:
    """Keep these filters under a name; a view of that name is replaced.

    Invalid for a name that is empty or too long or a view without filters, Conflict for too many views.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(
            f"A view has a name of 1 to {LONGEST_NAME} characters.", hint="Name it after what it shows."
        )
    if not filters:
        raise Invalid("Nothing is filtered, so there is nothing to save.", hint="Choose a filter first.")
    mine = access.visible(who, SavedView)
    view = session.exec(mine.where(col(SavedView.name) == name)).first()
    if view is None and session.exec(select(func.count()).select_from(mine.subquery())).one() >= MOST:
        raise Conflict(f"You have {MOST} views already.", hint="Delete one that you no longer need.")
    view = view or SavedView(account_id=who.account_id, name=name, created_at=clock.now())
    view.filters = dict(filters)
    session.add(view)
    session.flush()
    return view


def delete(session: Session, who: Principal, view_id: str) -> SavedView:
    """Remove a view; NotFound when the asker has none of this id."""
    view = access.find(session, who, SavedView, view_id)
    if view is None:
        raise NotFound("There is no such view.", hint="It may have been deleted in another tab.")
    session.delete(view)
    return view


def layout(session: Session, who: Principal) -> HistoryLayout:
    """How the asker's table is laid out."""
    return session.get(HistoryLayout, who.account_id) or HistoryLayout(account_id=who.account_id)


def save_layout(session: Session, who: Principal, hidden: Sequence[str], density: str) -> HistoryLayout:
    """Keep the layout. Invalid for a column that cannot be hidden, or an unknown density."""
    unknown = [name for name in hidden if name not in COLUMNS]
    if unknown or density not in DENSITIES:
        raise Invalid(
            f"There is no layout {(unknown or [density])[0][:40]!r}.",
            hint=f"Columns are {', '.join(COLUMNS)}; densities {', '.join(DENSITIES)}.",
        )
    kept = session.get(HistoryLayout, who.account_id) or HistoryLayout(account_id=who.account_id)
    kept.hidden, kept.density = sorted(set(hidden)), density
    session.add(kept)
    return kept
