"""State of the developers' page: API keys, and the latest requests."""

from __future__ import annotations

import asyncio
from typing import Any

import reflex as rx

from app.core.db import in_transaction
from app.core.errors import AppError
from app.services.access import Principal
from app.services.accounts import api_keys
from app.ui import session
from app.ui.delete_confirmation import DeleteConfirmation, UndoOffer
from app.ui.language import message, message_with_hint, tr
from app.ui.pages.developers.rows import KeyRow, RequestRow, key_rows, request_rows

FAILED = "failed"


class DevelopersState(DeleteConfirmation, UndoOffer, rx.State):
    """Keys are shown whole only in the answer to their making, and gone from here on the next visit.

    `answers` counts how often the requests were read, which tells the page that its question was answered.
    """

    keys: list[KeyRow] = []
    requests: list[RequestRow] = []
    which: str = ""
    answers: int = 0
    loaded: bool = False
    creating: bool = False
    new_key: str = ""
    problem: str = ""
    example: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the keys and the latest requests."""
        self.reset()
        self.example = f'curl -H "Authorization: Bearer $CUEDECK_API_KEY" {session.base_url(self)}/v1/jobs'
        who = await session.person(self)
        await self._list(who)
        await self._read_requests(who)
        self.loaded = True

    async def _list(self, who: Principal) -> None:
        self.keys = await asyncio.to_thread(key_rows, who)

    async def _read_requests(self, who: Principal) -> None:
        names = {key["id"]: key["name"] for key in self.keys}
        failed = self.which == FAILED
        found = await asyncio.to_thread(lambda: request_rows(who, names, failed=failed))
        if found != self.requests:
            self.requests = found
        self.answers += 1

    @rx.event
    async def refresh(self) -> None:
        """Read the requests that came meanwhile."""
        await self._read_requests(await session.person(self))

    @rx.event
    async def show(self, which: str) -> None:
        """Show all requests, or those that were refused."""
        self.which = which
        await self._read_requests(await session.person(self))

    @rx.event
    def open_form(self) -> None:
        """Ask for the name of a new key."""
        self.creating, self.new_key, self.problem = True, "", ""

    @rx.event
    def close_form(self) -> None:
        """Make no key."""
        self.creating, self.problem = False, ""

    @rx.event
    async def create_key(self, form: dict[str, Any]) -> None:
        """Make a key and show it, this once."""
        who = await session.person(self)
        name, sandbox = str(form.get("name", "")).strip(), form.get("mode") == "sandbox"
        if not name:
            self.problem = tr("Give the key a name, so that you know later what uses it.")
            return
        self.new_key = await in_transaction(
            lambda db: api_keys.create(db, who, name[:80], sandbox=sandbox)[1]
        )
        self.problem, self.creating = "", False
        await self._list(who)

    @rx.event
    def hide_key(self) -> None:
        """The new key has been copied."""
        self.new_key = ""

    @rx.event
    async def revoke(self) -> None:
        """The answer was yes: make the key useless."""
        who = await session.person(self)
        key_id, self.delete_id, self.problem = self.delete_id, "", ""
        try:
            name = await in_transaction(lambda db: api_keys.revoke(db, who, key_id).name)
            self.undo_id, self.undo_text = key_id, tr("Revoked the key {name}.", name=name)
        except AppError as error:
            self.problem = message(error.message)
        await self._list(who)

    @rx.event
    async def restore(self, key_id: str) -> None:
        """Let a key be used again that has just been revoked."""
        who = await session.person(self)
        self.undo_id = self.undo_text = self.problem = ""
        try:
            await in_transaction(lambda db: api_keys.restore(db, who, key_id))
        except AppError as error:
            self.problem = message_with_hint(error)
        await self._list(who)
