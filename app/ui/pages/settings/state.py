"""State of the settings page: API keys, password, refused requests."""

from __future__ import annotations

import asyncio
from typing import Any, TypedDict

import reflex as rx

from app.core.clock import iso
from app.core.db import read_scope, session_scope
from app.core.errors import AppError
from app.core.limits import thread_pools
from app.core.security import digest
from app.services.access import Principal
from app.services.accounts import api_keys as keys
from app.services.accounts import refused_requests as refusals
from app.services.accounts import sessions
from app.services.accounts.sign_in_attempts import PasswordAttempt
from app.ui import labels as words
from app.ui import session
from app.ui.delete_confirmation import DeleteConfirmation


class KeyRow(TypedDict):
    """An API key as it is listed; times are ISO 8601, "" for never."""

    id: str
    name: str
    hint: str
    sandbox: bool
    created: str
    used: str
    revoked: bool


class RefusalRow(TypedDict):
    """What was refused for coming too often, and when (ISO 8601)."""

    words: str
    at: str


class SettingsState(DeleteConfirmation, rx.State):
    """Keys are shown whole only in the answer to their making, and gone from here on the next visit."""

    email: str = ""
    asks_current: bool = True
    password_first: bool = False
    keys: list[KeyRow] = []
    new_key: str = ""
    key_problem: str = ""
    password_problem: str = ""
    password_done: str = ""
    refusals: list[RefusalRow] = []
    round: int = 0

    @rx.event
    async def load(self) -> None:
        """Show the account and its keys."""
        self.reset()
        who = await session.person(self)
        self.email = who.label
        self.asks_current = await asyncio.to_thread(_asks_current, session.secret_of(self))
        self.password_first = not self.asks_current
        self.refusals = await asyncio.to_thread(_refusals, who)
        await self._list(who)

    async def _list(self, who: Principal) -> None:
        self.keys = await asyncio.to_thread(_keys, who)

    @rx.event
    async def create_key(self, form: dict[str, Any]) -> None:
        """Make a key and show it, this once."""
        who = await session.person(self)
        name, sandbox = str(form.get("name", "")).strip(), form.get("mode") == "sandbox"
        if not name:
            self.key_problem = "Give the key a name, so that you know later what uses it."
            return
        self.new_key = await thread_pools.write(_create, who, name[:80], sandbox)
        self.key_problem = ""
        self.round += 1
        await self._list(who)

    @rx.event
    def hide_key(self) -> None:
        """The new key has been copied."""
        self.new_key = ""

    @rx.event
    async def revoke(self) -> None:
        """The answer was yes: make the key useless."""
        who = await session.person(self)
        key_id, self.delete_id = self.delete_id, ""
        try:
            await thread_pools.write(_revoke, who, key_id)
        except AppError as error:
            self.key_problem = error.message
        await self._list(who)

    @rx.event
    async def change_password(self, form: dict[str, Any]) -> None:
        """Set another password; other browsers are signed out."""
        await session.person(self)
        current, wanted = str(form.get("current", "")), str(form.get("password", ""))
        self.password_problem = self.password_done = ""
        try:
            await self._try_password(current, wanted)
        except AppError as error:
            self.password_problem = f"{error.message} {error.hint}".strip()
        else:
            self.password_done, self.asks_current = "The password is changed.", True
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


def _keys(who: Principal) -> list[KeyRow]:
    with read_scope() as db:
        found = keys.list_for(db, who)
    return [
        {
            "id": key.id,
            "name": key.name,
            "hint": f"cd_{'test' if key.sandbox else 'live'}_…{key.hint}",
            "sandbox": key.sandbox,
            "created": iso(key.created_at) or "",
            "used": iso(key.last_used_at) or "",
            "revoked": key.revoked_at is not None,
        }
        for key in found
    ]


def _create(who: Principal, name: str, sandbox: bool) -> str:
    with session_scope() as db:
        return keys.create(db, who, name, sandbox=sandbox)[1]


def _revoke(who: Principal, key_id: str) -> None:
    with session_scope() as db:
        keys.revoke(db, who, key_id)
