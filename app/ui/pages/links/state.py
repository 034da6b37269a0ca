"""State of the links page: the account's links, those that end soon, and those that have ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypedDict

import reflex as rx
from sqlmodel import Session

from app.core.clock import iso
from app.core.db import in_transaction, read_scope
from app.core.errors import AppError
from app.core.strict_json import whole_number
from app.services.access import Principal
from app.services.files import links
from app.ui import session
from app.ui.delete_confirmation import UndoOffer
from app.ui.labels import downloads_text, link_state_text
from app.ui.language import message_with_hint, tr
from models import Link, Output

CHOICES = ((links.LIVE, "Working"), (links.ENDING, "Ending within a day"), (links.ENDED, "Ended"))
_PAGE, _MOST = 50, 5000


class LinkRow(TypedDict):
    """A link as it is listed; times are ISO 8601, and `job` is the number of the job that made the file."""

    id: str
    url: str
    file: str
    job: str
    state: str
    soon: bool
    sandbox: bool
    expires: str
    used: str
    last_used: str
    last_address: str


class LinksState(UndoOffer, rx.State):
    """`limit` is how many are shown at most; there are `more` behind them."""

    rows: list[LinkRow] = []
    which: str = links.LIVE
    text: str = ""
    limit: int = _PAGE
    more: bool = False
    live: int = 0
    ending: int = 0
    loaded: bool = False
    problem: str = ""
    done: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the links that work."""
        self.reset()
        await self._list(await session.person(self))

    @rx.event
    async def show(self, which: str) -> None:
        """Show other links."""
        self.which, self.limit = which if which in dict(CHOICES) else links.LIVE, _PAGE
        self.problem = self.done = ""
        await self._list(await session.person(self))

    @rx.event
    async def search(self, text: str) -> None:
        """Show the links to files whose name has this."""
        self.text, self.limit = text[:200], _PAGE
        await self._list(await session.person(self))

    @rx.event
    async def show_more(self) -> None:
        """Show the next ones as well."""
        self.limit = min(_MOST, self.limit + _PAGE)
        await self._list(await session.person(self))

    @rx.event
    async def revoke(self, link_id: str) -> None:
        """End a link now."""
        if await self._change(
            lambda db, who: links.revoke(db, who, link_id),
            "Revoked. Whoever has the link cannot use it any more.",
        ):
            self.undo_id, self.undo_text, self.done = link_id, self.done, ""

    @rx.event
    async def restore(self, link_id: str) -> None:
        """Let a link be used again that has just been revoked."""
        await self._change(lambda db, who: links.restore(db, who, link_id), "The link works again.")

    @rx.event
    async def extend(self, link_id: str, seconds: str) -> None:
        """Let a link end some seconds from now."""
        await self._change(
            lambda db, who: links.extend(db, who, link_id, whole_number(seconds) or 0),
            "The link has a new end; the address that was shared keeps working until then.",
        )

    async def _change(self, act: Callable[[Session, Principal], Link], done: str) -> bool:
        who = await session.person(self)
        self.problem = self.done = self.undo_id = self.undo_text = ""
        try:
            await in_transaction(lambda db: act(db, who))
            self.done = tr(done)
        except AppError as error:
            self.problem = message_with_hint(error)
        await self._list(who)
        return not self.problem

    async def _list(self, who: Principal) -> None:
        base = session.base_url(self)
        found = await asyncio.to_thread(_read, who, self.which, self.text, self.limit + 1, base)
        rows, self.live, self.ending = found
        self.rows, self.more, self.loaded = rows[: self.limit], len(rows) > self.limit, True


def _read(who: Principal, which: str, text: str, limit: int, base: str) -> tuple[list[LinkRow], int, int]:
    with read_scope() as db:
        rows = [_row(*found, base) for found in links.page(db, who, which, text, limit)]
        return rows, *links.counts(db, who)


def _row(link: Link, output: Output, number: int, base: str) -> LinkRow:
    return {
        "id": link.id,
        "url": links.url(link, base),
        "file": output.file_name,
        "job": str(number),
        "state": link_state_text(link, output),
        "soon": links.ends_soon(link),
        "sandbox": link.sandbox,
        "expires": iso(link.expires_at) or "",
        "used": downloads_text(link.download_count, link.max_downloads),
        "last_used": iso(link.last_used_at) or "",
        "last_address": link.last_address,
    }
