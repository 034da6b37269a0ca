"""State of the settings page: password, refused requests, language."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, TypedDict

import reflex as rx

from app.core.clock import iso
from app.core.db import in_transaction, read_scope
from app.core.errors import AppError, Invalid
from app.core.limits import thread_pools
from app.core.security import digest
from app.services.access import Principal
from app.services.accounts import page_language, sessions
from app.services.accounts import refused_requests as refusals
from app.services.accounts.sign_in_attempts import PasswordAttempt
from app.ui import labels as words
from app.ui import session
from app.ui.language import message_with_hint, tr


class RefusalRow(TypedDict):
    """What was refused for coming too often, and when (ISO 8601)."""

    words: str
    at: str


class SettingsState(rx.State):
    """`password_first` is for whoever came by a link, because the password is forgotten."""

    email: str = ""
    asks_current: bool = True
    password_first: bool = False
    password_problem: str = ""
    password_done: str = ""
    refusals: list[RefusalRow] = []
    round: int = 0
    language: str = ""

    @rx.event
    async def load(self) -> None:
        """Show the account."""
        self.reset()
        who = await session.person(self)
        self.email = who.label
        self.asks_current = await asyncio.to_thread(_asks_current, session.secret_of(self))
        self.password_first = not self.asks_current
        self.refusals = await asyncio.to_thread(_refusals, who)

    @rx.event
    async def choose_language(self, language: str) -> None:
        """Read the page in another language from now on, in this browser and any other."""
        who = await session.person(self)
        try:
            await in_transaction(partial(page_language.choose, who=who, language=language))
        except Invalid:  # no page sends what it does not offer
            return
        self.language = language

    @rx.event
    async def change_password(self, form: dict[str, Any]) -> None:
        """Set another password; other browsers are signed out."""
        await session.person(self)
        current, wanted = str(form.get("current", "")), str(form.get("password", ""))
        self.password_problem = self.password_done = ""
        try:
            await self._try_password(current, wanted)
        except AppError as error:
            self.password_problem = message_with_hint(error)
        else:
            self.password_done, self.asks_current = tr("The password is changed."), True
            self.round += 1

    async def _try_password(self, current: str, wanted: str) -> None:
        secret = session.secret_of(self)
        tried = PasswordAttempt(self.email, "", digest(secret)[:16])
        if self.asks_current:
            await tried.begin("password")
        await thread_pools.check_password(sessions.change_password, secret, current, wanted)
        await tried.right()


def _refusals(who: Principal) -> list[RefusalRow]:
    with read_scope() as db:
        return [
            {"words": words.refusal(each.kind, each.subject, each.address), "at": iso(each.created_at) or ""}
            for each in refusals.latest(db, who)
        ]


def _asks_current(secret: str) -> bool:
    with read_scope() as db:
        return sessions.needs_current_password(db, secret)
