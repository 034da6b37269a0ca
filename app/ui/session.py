"""The signed-in account behind the session cookie of the page's WebSocket.

The cookie came with the socket's handshake and never reaches the page's state. Every event handler that
touches what is stored calls `person`, because a socket can outlive a session. The database is asked on a
thread: handlers run on the event loop, which must wait for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import TypeVar
from urllib.parse import quote, unquote

import reflex as rx
from reflex.event import EventSpec

from app.core.db import in_read, read_scope
from app.core.limits import shared_read, thread_pools
from app.core.settings import get_settings
from app.services import access
from app.services.access import Principal
from app.services.accounts import sessions

COOKIE = "cuedeck_session"
EMAIL_COOKIE = "cuedeck_email"
FRESH_SECONDS = 5.0
_seen: dict[str, tuple[float, str]] = {}
_T = TypeVar("_T")


def secret_of(state: rx.State) -> str:
    """The session secret in the handshake's cookie header, or ""."""
    return cookie(state, COOKIE)


def tried_email(state: rx.State) -> str:
    """The email of a sign-in that was refused a moment ago, or ""."""
    return unquote(cookie(state, EMAIL_COOKIE))


def cookie(state: rx.State, name: str) -> str:
    """A cookie of the handshake, or ""."""
    try:
        found = SimpleCookie(state.router.headers.cookie).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


class SignedOut(Exception):
    """An event came from nobody who is signed in; `answer` sends them to the sign-in page."""

    def __init__(self, answer: EventSpec) -> None:
        super().__init__("You are signed out.")
        self.answer = answer


async def person(state: rx.State) -> Principal:
    """The principal who is signed in. Raises SignedOut, which `app.ui.event_errors` answers."""
    if (found := await who(state)) is None:
        raise SignedOut(sign_in_first(state))
    return found


async def person_and(state: rx.State, read: Callable[[Principal], _T]) -> tuple[Principal, _T]:
    """Who is signed in, and what they read, on one thread. Raises SignedOut, and what `read` raises."""
    secret = secret_of(state)
    found = await thread_pools.read(_read_as, secret, read) if secret else None
    if found is None:
        raise SignedOut(sign_in_first(state))
    return found


def _read_as(secret: str, read: Callable[[Principal], _T]) -> tuple[Principal, _T] | None:
    with read_scope() as db:
        account = sessions.account_for_session(db, secret=secret)
    if account is None:
        return None
    asker = access.person(account)
    return asker, read(asker)


async def who(state: rx.State) -> Principal | None:
    """The signed-in person, or None."""
    secret = secret_of(state)
    account = await in_read(partial(sessions.account_for_session, secret=secret)) if secret else None
    return access.person(account) if account else None


async def still_open(state: rx.State, account_id: str) -> bool:
    """Whether the session behind this socket is still that account's."""
    return bool(account_id) and await account_id_of(state) == account_id


async def account_id_of(state: rx.State) -> str:
    """Whose session is behind this socket, "" for nobody's; looked up every few seconds at most."""
    secret = secret_of(state)
    seen = _seen.get(secret)
    if seen is None or time.monotonic() - seen[0] > FRESH_SECONDS:
        if len(_seen) > 10_000:
            _seen.clear()
        asker = await shared_read.shared(("page session", secret), lambda: who(state))
        seen = _seen[secret] = (time.monotonic(), asker.account_id if asker else "")
    return seen[1]


def sign_in_first(state: rx.State) -> EventSpec:
    """Send the person to the sign-in page, and back to where they are afterwards."""
    url = state.router.url
    here = url.path + (f"?{url.query}" if url.query else "")
    return rx.redirect("/sign-in" if here == "/" else f"/sign-in?next={quote(here, safe='')}")


def base_url(state: rx.State) -> str:
    """Where links to this instance start: its public address, or the one this page was opened at."""
    return get_settings().base_url_at(state.router.url.origin)
