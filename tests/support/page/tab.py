"""A tab of the page without a browser: signed in, at an address, called as Reflex would call it."""

from __future__ import annotations

import inspect
from typing import Any, TypeVar

import reflex as rx

from app.core.db import session_scope
from app.services.accounts import sessions
from app.ui import event_errors, language, session
from models import Account

ORIGIN = "https://captions.example"


TOKEN, SOCKET = "tab-1", "socket-1"


S = TypeVar("S", bound=rx.State)


class Tab:
    """One tab: its tree of states, where it stands, and what language its browser prefers."""

    def __init__(self, secret: str, accept_language: str = "") -> None:
        self.root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
        self.secret, self.accept_language = secret, accept_language
        self.go("/")

    def go(self, address: str, *, socket: str = SOCKET) -> None:
        """Stand at another address; another `socket` is a tab that was disconnected."""
        headers = {
            "origin": ORIGIN,
            "cookie": f"other=1; cuedeck_session={self.secret}",
            "accept_language": self.accept_language,
        }
        where = {"pathname": address.partition("?")[0], "asPath": address, "query": {"q": address}}
        self.root._update_router_vars({"token": TOKEN, "sid": socket, "headers": headers, **where}, {})

    async def state(self, kind: type[S]) -> S:
        found: S = await self.root.get_state(kind)
        return found

    async def call(self, kind: type[S], name: str, *values: Any) -> Any:
        """Call an event handler; returns what it tells the browser to do."""
        language.serve(self.root)
        try:
            answer = getattr(type(await self.state(kind)), name).fn(await self.state(kind), *values)
            return await answer if inspect.isawaitable(answer) else answer
        except session.SignedOut as nobody:
            return event_errors.answer(nobody)


def redirected_to(event: Any) -> str:
    """Where a handler sends the browser."""
    arguments = {str(name): value for name, value in event.args}
    return str(arguments["path"]._var_value)


def signed_in(account: Account) -> str:
    with session_scope() as database:
        return sessions._open_session(database, account.id)
