"""The webhooks' state: endpoints, the deliveries that are shown, and the one that is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import reflex as rx
from sqlmodel import Session

from app.core import clock
from app.core.db import in_transaction
from app.core.errors import AppError
from app.core.limits import thread_pools
from app.services.access import Principal
from app.services.webhooks import addresses, deliveries, endpoints
from app.services.webhooks.endpoints import Changes
from app.ui import session
from app.ui.delete_confirmation import DeleteConfirmation, UndoOffer
from app.ui.language import counted, message_with_hint, tr
from app.ui.pages.webhooks import rows
from app.ui.pages.webhooks.rows import AttemptRow, DeliveryRow, EndpointRow
from models.webhook import ALL_EVENTS, EVENTS

Act = Callable[[Session, Principal], Any]


class WebhooksState(DeleteConfirmation, UndoOffer, rx.State):
    """A new secret is shown in the answer to its making, and gone from here on the next visit.

    `answers` counts how often the deliveries were read again, which tells the page that its question was
    answered.
    """

    endpoints: list[EndpointRow] = []
    deliveries: list[DeliveryRow] = []
    attempts: list[AttemptRow] = []
    shown: str = ""
    opened: str = ""
    answers: int = 0
    loaded: bool = False
    creating: bool = False
    secret: str = ""
    problem: str = ""
    done: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the endpoints and the newest deliveries."""
        self.reset()
        await self._list()
        self.loaded = True

    @rx.event
    async def refresh(self) -> None:
        """Look again: deliveries go on by themselves."""
        await self._list()
        self.answers += 1

    @rx.event
    async def show(self, state: str) -> None:
        """Show the deliveries of one state, or of all."""
        self.shown, self.opened = state, ""
        await self._list()

    async def _list(self) -> None:
        who = await session.person(self)
        found = await asyncio.to_thread(rows.endpoint_rows, who)
        sent = await asyncio.to_thread(rows.delivery_rows, who, self.shown)
        if found != self.endpoints:  # what is assigned travels, changed or not
            self.endpoints = found
        if sent != self.deliveries:
            self.deliveries = sent
        if self.opened:
            await self._read_attempts(who)

    async def _read_attempts(self, who: Principal) -> None:
        try:
            tried = await asyncio.to_thread(rows.attempt_rows, who, self.opened)
            if tried != self.attempts:
                self.attempts = tried
        except AppError as error:  # its time was over, and it was removed
            self.opened, self.problem = "", message_with_hint(error)

    async def _do(self, act: Act, done: str) -> Any:
        who = await session.person(self)
        self.problem = self.done = ""
        try:
            made = await in_transaction(lambda db: act(db, who))
        except AppError as error:
            self.problem = message_with_hint(error)
            return None
        self.done = tr(done, made=made)
        await self._list()
        return made

    @rx.event
    def open_form(self) -> None:
        """Ask for the address of a new endpoint."""
        self.creating, self.secret, self.problem, self.done = True, "", "", ""

    @rx.event
    def close_form(self) -> None:
        """Add no endpoint."""
        self.creating, self.problem = False, ""

    @rx.event
    async def add(self, form: dict[str, Any]) -> None:
        """Add an endpoint and show its secret, this once."""
        await session.person(self)
        url = str(form.get("url", "")).strip()
        chosen = [event for event in EVENTS if form.get(event)] or [ALL_EVENTS]

        sandbox = form.get("mode") == "sandbox"

        def act(db: Session, who: Principal) -> str:
            return endpoints.create(db, who, url, chosen, sandbox=sandbox).secret

        try:
            await thread_pools.run(0, addresses.check, url)
        except AppError as error:
            self.problem, self.done = message_with_hint(error), ""
            return
        self.secret = await self._do(act, "Added.") or ""
        self.creating = not self.secret

    @rx.event
    async def rotate(self, endpoint_id: str) -> None:
        """Make a new secret and show it, this once."""
        made = await self._do(
            lambda db, who: endpoints.rotate(db, who, endpoint_id).secret,
            "A new secret signs; for a day the old one signs beside it.",
        )
        self.secret = made or ""

    @rx.event
    def hide_secret(self) -> None:
        """The secret has been copied."""
        self.secret = ""

    @rx.event
    async def switch(self, endpoint_id: str, state: str) -> None:
        """Make an endpoint active or disabled."""
        await self._do(
            lambda db, who: tr(str(endpoints.change(db, who, endpoint_id, Changes(state=state)).state)),
            "It is {made}.",
        )

    @rx.event
    async def try_out(self, endpoint_id: str) -> None:
        """Send a sample event."""
        await self._do(
            lambda db, who: deliveries.try_out(db, who, endpoint_id, "job.completed").id,
            "A test event is on its way; its outcome is in the list below.",
        )

    @rx.event
    async def resend(self, delivery_id: str) -> None:
        """Send one delivery again."""
        await self._do(lambda db, who: deliveries.resend(db, who, delivery_id).id, "Queued again.")

    @rx.event
    async def resend_missed(self, endpoint_id: str) -> None:
        """Send again what an endpoint missed in the last week."""
        since = clock.now() - timedelta(days=7)
        made = await self._do(
            lambda db, who: deliveries.resend_since(db, who, endpoint_id, since, everything=False), ""
        )
        if made is not None:
            again = counted(
                made, "1 missed delivery is queued again.", "{count} missed deliveries are queued again."
            )
            self.done = again if made else tr("Nothing was missed in the last 7 days.")

    @rx.event
    async def toggle(self, delivery_id: str) -> None:
        """Open a delivery with its attempts, or close it."""
        self.opened = "" if self.opened == delivery_id else delivery_id
        self.attempts = []
        await self._list()

    @rx.event
    async def delete(self) -> None:
        """The answer was yes."""
        endpoint_id, self.delete_id = self.delete_id, ""
        url = await self._do(lambda db, who: endpoints.remove(db, who, endpoint_id, undoable=True).url, "")
        if url:
            self.undo_id, self.undo_text = endpoint_id, tr("Deleted the endpoint {url}.", url=url)

    @rx.event
    async def restore(self, endpoint_id: str) -> None:
        """Bring back an endpoint that has just been deleted, and send what it missed."""
        self.undo_id = self.undo_text = ""
        await self._do(
            lambda db, who: endpoints.restore(db, who, endpoint_id).url, "The endpoint {made} is back."
        )
