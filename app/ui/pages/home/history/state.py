"""The history's state: what is listed, where the page stands, and the overlay of rows that move."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import reflex as rx
from reflex.event import EventSpec

from app.core.errors import AppError
from app.core.events import hub
from app.services.access import Principal
from app.ui import open_tabs, session
from app.ui.pages.home.history import listing, overlay, unserved
from app.ui.pages.home.history.listing import Listing
from app.ui.query import ViewQuery
from app.ui.rows import LiveFields, Row


class HistoryState(rx.State):
    """Rows of the database under an overlay of live ones; the filters mirror the address."""

    rows: list[Row] = []
    live: dict[str, LiveFields] = {}
    phase: str = "loading"
    problem: str = ""
    hint: str = ""
    counted: str = ""
    is_new: bool = False
    unserved_jobs: str = ""
    unserved_queues: str = ""
    live_paused: bool = False

    status: str = ""
    kind: str = ""
    q: str = ""
    open_job: str = ""
    filtered: bool = False
    list_href: str = "/"
    newest_href: str = "/"
    older_href: str = ""
    job_href: str = "/?job="

    _who: Principal | None = None
    _view: ViewQuery = ViewQuery()
    _read_for: tuple[str, str] = ("", "")

    @rx.event
    async def load(self) -> None:
        """Show what the address asks for. Opening a job leaves a list that is already right alone."""
        who = self._who = session.person(self)
        self._take_address()
        open_tabs.register_tab(self.router.session.client_token, who.account_id)
        self.live_paused = hub.paused
        reading = (self._view.href(job=""), self.router.session.session_id)
        if reading != self._read_for:  # a new session id is a tab that was away and may have missed messages
            await self._read(who)
            self._read_for = reading

    def _take_address(self) -> None:
        view = self._view = ViewQuery.parse(self.router.url.query_parameters)
        self.status, self.kind, self.q = view.status, view.type, view.q
        self.open_job, self.filtered = view.job, view.filtered
        self.list_href = view.href(job="")
        self.newest_href = view.href(job="", after="")
        self.job_href = self.list_href + ("&job=" if "?" in self.list_href else "?job=")

    async def _read(self, who: Principal) -> None:
        try:
            self._show(await asyncio.to_thread(listing.read, who, self._view))
        except AppError as error:
            self.rows, self.live, self.older_href, self.counted = [], {}, "", ""
            self.phase, self.problem, self.hint = "error", error.message, error.hint

    def _tell_signed_out(self) -> None:
        self.phase, self.problem, self.hint = (
            "error",
            "You are signed out.",
            "Sign in again to see your jobs.",
        )

    def _show(self, found: Listing) -> None:
        self.rows, self.live = found.rows, {}
        self.phase, self.problem, self.hint = "ready", "", ""
        self.counted = found.counted
        self._tell_unserved(found.missing)
        self.is_new = not (found.rows or self._view.filtered or self._view.after)
        self.older_href = self._view.href(job="", after=found.next_after) if found.next_after else ""

    def _tell_unserved(self, missing: Sequence[str]) -> None:
        self.unserved_jobs = unserved.jobs_text(missing)
        self.unserved_queues = unserved.queues_text(missing)

    def _merge(self, messages: Mapping[str, overlay.Message]) -> bool:
        """Take live messages in; True when the page must be read again."""
        if self.phase != "ready":
            return False
        merged = overlay.merge(self.rows, self.live, messages, self._view)
        if merged.live != self.live:
            self.live = merged.live
        if merged.rows is not None:
            self.rows = merged.rows
        return merged.stale

    @rx.event
    def filter_status(self, word: str) -> EventSpec:
        """List only jobs of one status ("" for all)."""
        return rx.redirect(self._view.href(status=word, after="", job=""))

    @rx.event
    def filter_type(self, word: str) -> EventSpec:
        """List only jobs of one type ("" for all)."""
        return rx.redirect(self._view.href(type=word, after="", job=""))

    @rx.event
    def search(self, text: str) -> EventSpec:
        """Look for text; typing on replaces the address, so that Back leaves the search at once."""
        return rx.redirect(self._view.href(q=text, after="", job=""), replace=bool(self.q))

    @rx.event
    def clear(self) -> EventSpec:
        """Drop every filter."""
        return rx.redirect("/")

    @rx.event
    def close_job(self) -> EventSpec | None:
        """Close the open job, if one is."""
        return rx.redirect(self.list_href) if self.open_job else None
