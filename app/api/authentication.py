"""Authentication: an API key in one of three headers, or the session cookie of the page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlalchemy.exc import SQLAlchemyError

from app.api import query_parameters, rate_limits
from app.core.db import in_read, read_scope, session_scope
from app.core.errors import AppError, Forbidden, NotFound, Unauthorized
from app.core.limits import thread_pools
from app.core.log import logger
from app.services import access
from app.services.access import Principal
from app.services.accounts import api_keys, sessions, sign_in_attempts
from app.services.jobs import descriptions

COOKIE = "cuedeck_session"
_SAFE = ("GET", "HEAD", "OPTIONS")


async def principal(request: Request) -> Principal:
    """The asker, within the rate limit. Unauthorized, Forbidden (cross-site) or RateLimited otherwise."""
    try:
        who = await _asker(request)
    except Unauthorized as error:
        if error.extra.get("guessed"):
            await sign_in_attempts.wrong_secret(rate_limits.address(request), "an API key")
        raise
    request.scope["state"]["principal"] = who  # for the logs
    await rate_limits.count(request, who)
    _refuse_nul(request)
    if request.scope["path"].startswith("/v1/"):  # /job has parameters in the query too, and checks them
        query_parameters.check(request)
    return who


async def _asker(request: Request) -> Principal:
    text = key_text(request)
    return await from_key(text) if text else await from_cookie(request)


async def still_allowed(request: Request) -> bool:
    """Whether who opened a stream may still read it: the key is not revoked, the session not closed."""
    try:
        await _asker(request)
    except AppError:
        return False
    return True


def _refuse_nul(request: Request) -> None:
    """No database takes a NUL character, not even to look for it. /job checks its own parameters."""
    path = request.scope["path"]
    if not path.startswith("/v1/"):
        return
    if "\x00" in path:
        raise NotFound("Nothing has a NUL character in its address.", hint="The API is described at /docs.")
    if b"%00" in request.scope["query_string"]:
        raise descriptions.unusable("query", "a NUL character")


def key_text(request: Request) -> str | None:
    """The API key a request carries, in whichever header."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if value and scheme.lower() in ("bearer", "apitoken"):
        return value.strip()
    return request.headers.get("x-api-key")


async def from_key(text: str) -> Principal:
    """Who holds a key; the database is asked at most every two seconds."""
    who = api_keys.cached_key(text)
    return who if who is not None else await thread_pools.read(_from_database, text)


def _from_database(text: str) -> Principal:
    """The same. It never waits for one who writes."""
    with read_scope() as session:
        who = api_keys.authenticate(session, text)
        untouched = api_keys.is_untouched(session, who)
    if untouched:
        thread_pools.begin_write(_touch, who)
    return who


def _touch(who: Principal) -> None:
    """Note that a key was used. Nobody waits for it, and a note that is lost is made a minute later."""
    try:
        with session_scope(durable=False) as session:
            api_keys.touch(session, who)
    except SQLAlchemyError as error:
        logger().warning("key_not_touched", error=str(error))


async def from_cookie(request: Request) -> Principal:
    """Whose browser this is."""
    secret = request.cookies.get(COOKIE)
    if not secret:
        raise Unauthorized(
            "This request carries no API key.",
            hint="Send Authorization: Bearer cd_live_…; create a key with: cuedeck keys create --name N",
        )
    refuse_cross_site(request)
    account = await in_read(lambda session: sessions.account_for_session(session, secret))
    if account is None:
        raise Unauthorized("You are signed out.", hint="Open the page and sign in again.")
    return access.person(account)


def refuse_cross_site(request: Request) -> None:
    """A cookie alone must not let another site act: a change has to come from our own origin."""
    if request.method in _SAFE:
        return
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    same = urlsplit(origin).netloc == request.headers.get("host") if origin else site in (None, "same-origin")
    if not same:
        raise Forbidden("This request came from another site.", hint="Use an API key instead of the cookie.")


Asker = Annotated[Principal, Depends(principal)]
"""The parameter type of every route that needs to know who asks."""


def channel(request: Request) -> str:
    """How a program asks: the command line names itself."""
    return "cli" if request.headers.get("x-cuedeck-client") == "cli" else "api"
