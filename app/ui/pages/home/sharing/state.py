"""The share dialog: choose how long, make the link, see and revoke the ones there are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from app.core.db import in_transaction, read_scope, session_scope
from app.core.errors import AppError, Invalid
from app.core.limits import thread_pools
from app.core.strict_json import whole_number
from app.services.access import Principal
from app.services.files import links, outputs
from app.services.jobs import lookup
from app.ui import session
from app.ui.language import message, message_with_hint, number_text, tr
from app.ui.pages.home.detail.state import DetailState
from app.ui.pages.home.sharing.links import LinkRow, link_rows

_MOST_DOWNLOADS = 1_000_000
UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


class OutputRow(TypedDict):
    """An output that can be shared."""

    index: str
    name: str


class SharingState(rx.State):
    """One dialog for whichever job it was opened for."""

    job_id: str = ""
    title: str = ""
    files: list[OutputRow] = []
    index: str = "0"
    expiry: str = "3600"
    amount: str = "30"
    unit: str = "minutes"
    limit: str = ""
    url: str = ""
    problem: str = ""
    links: list[LinkRow] = []
    asks_to_end_all: bool = False

    @rx.event
    async def open_for(self, job_id: str) -> None:
        """Show the dialog of a job."""
        who = await session.person(self)
        self.reset()
        try:
            self.title, self.files = await asyncio.to_thread(_shareable, who, job_id)
        except AppError as error:
            self.problem = message(error.message)
        self.job_id = job_id
        await self._list(who)

    @rx.event
    def close(self) -> None:
        """Put the dialog away."""
        self.job_id = ""

    @rx.event
    def choose_file(self, index: str) -> None:
        """Share another output of the job."""
        self.index, self.url = index, ""

    @rx.event
    def choose_expiry(self, seconds: str) -> None:
        """One of the usual durations, or "custom"."""
        self.expiry, self.url = seconds, ""

    @rx.event
    def set_amount(self, amount: str) -> None:
        """A duration of one's own: how many."""
        self.amount, self.url = amount, ""

    @rx.event
    def set_unit(self, unit: str) -> None:
        """A duration of one's own: of what."""
        self.unit, self.url = unit, ""

    @rx.event
    def set_limit(self, limit: str) -> None:
        """How often the link may be used; empty is without limit."""
        self.limit, self.url = limit, ""

    @rx.event
    async def create(self) -> None:
        """Make the link."""
        who = await session.person(self)
        base = session.base_url(self)
        try:
            seconds, most = _seconds(self.expiry, self.amount, self.unit), _limit(self.limit)
            self.url = await thread_pools.write(
                _create, who, self.job_id, _index(self.index), seconds, most, base
            )
            self.problem = ""
        except AppError as error:
            self.problem = message_with_hint(error)
        await self._list(who)

    @rx.event
    async def revoke(self, link_id: str) -> None:
        """Revoke a link."""
        await self._change(links.revoke, link_id)
        if any(link["url"] == self.url and link["state"] != "active" for link in self.links):
            self.url = ""

    @rx.event
    async def restore(self, link_id: str) -> None:
        """Undo the revocation of a link."""
        await self._change(links.restore, link_id)

    async def _change(self, act: Callable[[Session, Principal, str], object], of: str) -> None:
        who = await session.person(self)
        try:
            await in_transaction(lambda db: act(db, who, of))
            self.problem = ""
        except AppError as error:
            self.problem = message(error.message)
        await self._list(who)

    @rx.event
    def ask_to_end_all(self) -> None:
        """Ask before every link of the job ends."""
        self.asks_to_end_all = True

    @rx.event
    def keep_links(self) -> None:
        """The answer was no."""
        self.asks_to_end_all = False

    @rx.event
    async def end_all(self) -> None:
        """End every link to the job's files, also the addresses in answers and webhooks."""
        self.asks_to_end_all = False
        await self._change(_end_all, self.job_id)
        if not self.problem:
            self.url = ""

    async def _list(self, who: Principal) -> None:
        self.links = await asyncio.to_thread(_links, who, self.job_id, session.base_url(self))
        detail = await self.get_state(DetailState)
        if detail.job_id == self.job_id:  # the drawer lists them too
            await detail._read(who, detail.job_id)


def _seconds(expiry: str, amount: str, unit: str) -> int:
    text = amount.strip() if expiry == "custom" else expiry
    number, each = whole_number(text), UNITS.get(unit) if expiry == "custom" else 1
    if number is None or each is None:
        raise Invalid(
            tr("“{text}” is not a whole number.", text=text[:20]),
            hint=tr("Say how long, for example 30 minutes."),
        )
    return links.check_expiry(number * each)


def _limit(text: str) -> int | None:
    if not text.strip():
        return None
    most = whole_number(text.strip())
    if not most or most > _MOST_DOWNLOADS:
        raise Invalid(
            tr("The download limit is a whole number from 1 to {most}.", most=number_text(_MOST_DOWNLOADS)),
            hint=tr("Leave it empty for no limit."),
        )
    return most


def _index(text: str) -> int:
    index = whole_number(text)
    if index is None:
        raise Invalid(tr("There is no such file."), hint=tr("Choose one of the files of the list."))
    return index


def _shareable(who: Principal, job_id: str) -> tuple[str, list[OutputRow]]:
    with read_scope() as db:
        job = lookup.get(db, who, job_id)
        made = outputs.list_for_job(db, job.id)
    rows: list[OutputRow] = [{"index": str(file.output_index), "name": file.file_name} for file in made]
    return rows[0]["name"] if len(rows) == 1 else job.source_name, rows


def _create(who: Principal, job_id: str, index: int, seconds: int, most: int | None, base: str) -> str:
    with session_scope() as db:
        output = outputs.get(db, who, job_id, index)
        return links.url(links.create(db, output, seconds, max_downloads=most), base)


def _end_all(db: Session, who: Principal, job_id: str) -> None:
    links.revoke_all(db, who, lookup.get(db, who, job_id).id)


def _links(who: Principal, job_id: str, base: str) -> list[LinkRow]:
    with read_scope() as db:
        return link_rows(db, who, job_id, base)
