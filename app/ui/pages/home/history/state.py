"""The history's state: what is listed, where the page stands, and what has changed since it was sent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import reflex as rx
from reflex.event import EventSpec
from reflex.istate.proxy import MutableProxy
from sqlmodel import Session

from app.core.db import in_transaction, read_scope
from app.core.errors import AppError, Invalid
from app.core.events import hub
from app.services.access import Principal
from app.services.jobs.history import saved_views
from app.ui import open_tabs, session
from app.ui.delete_confirmation import UndoOffer
from app.ui.language import message, message_with_hint, tr
from app.ui.pages.home.history import choices, listing, overlay, unserved
from app.ui.pages.home.history.choices import Bar, Option, View
from app.ui.pages.home.history.listing import Listing
from app.ui.pages.home.history.patches import Ledger, Patch
from app.ui.query import ViewQuery
from app.ui.rows import LiveFields, Row

T = TypeVar("T")

CHOICES_SECONDS = 60.0
"""How long what is offered to choose from, and the chart, may be old when a list is opened."""


class HistoryState(UndoOffer, rx.State):
    """Rows of the database, patches of what changed since, and live ones over them.

    `rows` is what was sent whole. `_ledger` has the rows as the browser shows them.
    """

    rows: list[Row] = []
    patch: Patch = {}  # type: ignore[typeddict-item]
    live: dict[str, LiveFields] = {}
    phase: str = "loading"
    problem: str = ""
    hint: str = ""
    counted: str = ""
    counts: dict[str, str] = {}
    is_new: bool = False
    unserved_jobs: str = ""
    unserved_queues: str = ""
    live_paused: bool = False

    view: dict[str, str] = {}
    status: str = ""
    q: str = ""
    open_job: str = ""
    filtered: bool = False
    list_href: str = "/"
    newest_href: str = "/"
    newer_href: str = ""
    older_href: str = ""
    job_href: str = "/?job="
    api_query: str = ""

    presets: list[Option] = choices.fixed("Any preset", ())
    keys: list[Option] = choices.fixed("Any key", ())
    views: list[View] = []
    view_problem: str = ""
    hidden: list[str] = []
    density: str = "compact"
    days: list[Bar] = []
    days_label: str = ""

    _who: Principal | None = None
    _view: ViewQuery = ViewQuery()
    _read_for: tuple[str, str] = ("", "")
    _lacks_totals: bool = False
    _ledger: Ledger = Ledger()
    _choices_read: float = 0.0
    _deleted_view: tuple[str, dict[str, str]] = ("", {})
    _counts_moved: bool = False

    @rx.event
    async def load(self) -> None:
        """Show what the address asks for. Opening a job leaves a list that is already right alone."""
        who = self._who = await session.person(self)
        self._take_address()
        open_tabs.register_tab(self.router.session.client_token, who.account_id)
        self.live_paused = hub.paused
        if self._reading() != self._read_for:
            await self._take_rows(asyncio.to_thread(listing.read, who, self._view))
        elif self._lacks_totals:
            self._tell_totals(await asyncio.to_thread(listing.read_totals, who, self._view))

    @rx.event
    async def narrow(self, query: str) -> None:
        """Show the rows that a filter leaves. The page is about to go to the address with this query, and how
        many there are is said by `load` then: painting must not wait for it."""
        self._take(ViewQuery.parse(dict(parse_qsl(query))))
        if self._reading() != self._read_for:
            await self._take_rows(self._rows_of_person())
        else:
            self._who = await session.person(self)

    def _reading(self) -> tuple[str, str]:
        """What list is read; a new session id is a tab that was away and may have missed messages."""
        return self._view.href(job=""), self.router.session.session_id

    async def _rows_of_person(self) -> Listing:
        view = self._view
        self._who, found = await session.person_and(self, lambda who: listing.read_rows(who, view))
        return found

    @rx.event
    async def load_choices(self) -> None:
        """What the list can be narrowed to, views, layout and chart; after the rows, and not every time."""
        who = await session.person(self)
        if time.monotonic() - self._choices_read < CHOICES_SECONDS and self._choices_read:
            return
        found = await asyncio.to_thread(choices.read, who)
        self.presets, self.keys, self.views = found.presets, found.keys, found.views
        self.hidden, self.density = found.hidden, found.density
        self.days, self.days_label = found.days, found.days_label
        self._choices_read = time.monotonic()

    def _take_address(self) -> None:
        self._take(ViewQuery.parse(self.router.url.query_parameters))

    def _take(self, view: ViewQuery) -> None:
        self._view = view
        self.status, self.q = view.status, view.q
        self.view, self.api_query = view.narrow, view.api_query()
        self.open_job, self.filtered = view.job, view.filtered
        self.list_href = view.href(job="")
        self.newest_href = view.href(job="", after="")
        self.job_href = self.list_href + ("&job=" if "?" in self.list_href else "?job=")

    async def _take_rows(self, found: Awaitable[Listing]) -> None:
        try:
            self._show(await found)
        except AppError as error:
            self.live, self._lacks_totals = {}, False
            self._begin([])
            self.older_href = self.newer_href = self.counted = ""
            self.phase, self.problem, self.hint = "error", message(error.message), message(error.hint)
        self._read_for = self._reading()

    def _tell_signed_out(self) -> None:
        self.phase, self.problem, self.hint = (
            "error",
            tr("You are signed out."),
            tr("Sign in again to see your jobs."),
        )

    def _begin(self, rows: list[Row]) -> None:
        """Send these rows whole."""
        self.rows = rows
        self.patch = self._ledger.begin(rows)

    def _change(self, rows: list[Row]) -> None:
        """Send what differs from the rows that the browser has."""
        if rows == self._ledger.rows:
            return
        if (
            not rows
            or not self._ledger.rows
            or (patch := self._ledger.change(rows, time.monotonic())) is None
        ):
            self._begin(rows)
        else:
            self.patch = patch

    def _show(self, found: Listing) -> None:
        self.live = {}
        self._begin(found.rows)
        self._tell_about(found)

    def _follow(self, found: Listing) -> None:
        """The same page, read again."""
        if self.phase != "ready":
            self._show(found)
            return
        if self.live:
            self.live = {}
        self._change(found.rows)
        self._tell_about(found)

    def _tell_about(self, found: Listing) -> None:
        self._tell(
            phase="ready",
            problem="",
            hint="",
            unserved_jobs=unserved.jobs_text(found.missing),
            unserved_queues=unserved.queues_text(found.missing),
            is_new=not (found.rows or self._view.filtered or self._view.after),
            older_href=self._page_href(found.next_after),
            newer_href=self._page_href(found.previous),
        )
        self._lacks_totals = found.totals is None
        if found.totals is not None:
            self._tell_totals(found.totals)

    def _tell_totals(self, totals: listing.Totals) -> None:
        self._lacks_totals = self._counts_moved = False
        self._tell(counted=totals.counted, counts=totals.counts)

    def _tell(self, **told: Any) -> None:
        for name, value in told.items():  # what is assigned travels, changed or not
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _page_href(self, cursor: str) -> str:
        return self._view.href(job="", after=cursor) if cursor else ""

    def _merge(self, messages: Mapping[str, overlay.Message]) -> bool:
        """Take live messages in; True when the page must be read again."""
        if self.phase != "ready":
            return False
        rows, live = _plain(_plain(self._ledger).rows), _plain(self.live)
        shown = {row["id"]: live.get(row["id"], row["now"]) for row in rows}
        self._counts_moved = any(
            job not in shown or shown[job]["badge"] != message["badge"] for job, message in messages.items()
        )
        merged = overlay.merge(rows, live, messages, self._view)
        if merged.live != live:
            self.live = merged.live
        if merged.rows is not None and not merged.stale:
            self._change(merged.rows)
        return merged.stale

    @rx.event
    async def catch_up(self) -> None:
        """The browser has missed a change: send the page whole."""
        who = await session.person(self)
        await self._take_rows(asyncio.to_thread(listing.read, who, self._view))

    @rx.event
    async def save_view(self, form: dict[str, str]) -> None:
        """Keep the filters under a name; a deleted view of that name comes back over it no more."""
        who, name = await session.person(self), str(form.get("name", ""))
        if " ".join(name.split()) == self._deleted_view[0]:
            self.undo_id = self.undo_text = ""
            self._deleted_view = "", {}
        await self._change_views(who, lambda db: saved_views.save(db, who, name, self._view.narrow))

    @rx.event
    async def delete_view(self, view_id: str) -> None:
        """Forget a view, which can be undone for as long as the notice shows."""
        who = await session.person(self)

        def act(db: Session) -> None:
            view = saved_views.delete(db, who, view_id)
            self._deleted_view = view.name, dict(view.filters)

        self._deleted_view = "", {}
        await self._change_views(who, act)
        self.undo_id, _ = self._deleted_view
        self.undo_text = tr("Deleted the view {name}.", name=self.undo_id) if self.undo_id else ""

    @rx.event
    async def restore_view(self, name: str) -> None:
        """Bring back the view that has just been deleted."""
        who, (deleted, filters) = await session.person(self), self._deleted_view
        self.undo_id = self.undo_text = ""
        self._deleted_view = "", {}
        if deleted and name == deleted:
            await self._change_views(who, lambda db: saved_views.save(db, who, deleted, filters))

    async def _change_views(self, who: Principal, act: Callable[[Session], object]) -> None:
        try:
            await in_transaction(act)
        except AppError as error:
            self.view_problem = message_with_hint(error)
        else:
            self.view_problem = ""
        self.views = await asyncio.to_thread(_views, who)

    @rx.event
    async def show_column(self, name: str) -> None:
        """Show a column that is hidden, hide one that is shown."""
        hidden = [each for each in self.hidden if each != name]
        await self._lay_out(hidden if name in self.hidden else [*hidden, name], self.density)

    @rx.event
    async def set_density(self, density: str) -> None:
        """Rows close together, or with room."""
        await self._lay_out(self.hidden, density)

    async def _lay_out(self, hidden: Sequence[str], density: str) -> None:
        who = await session.person(self)
        try:
            kept = await in_transaction(lambda db: saved_views.save_layout(db, who, hidden, density))
        except Invalid:  # no page sends what is no column and no density
            return
        self.hidden, self.density = list(kept.hidden), kept.density

    @rx.event
    def clear(self) -> EventSpec:
        """Drop every filter."""
        return rx.redirect("/")

    @rx.event
    def close_job(self) -> EventSpec | None:
        """Close the open job, if one is."""
        return rx.redirect(self.list_href) if self.open_job else None


def _views(who: Principal) -> list[View]:
    with read_scope() as db:
        return choices.views(db, who)


def _plain(value: T) -> T:
    """The value itself, to be read only: Reflex would wrap each row and part of it again to see it change."""
    plain: T = value.__wrapped__ if isinstance(value, MutableProxy) else value
    return plain
