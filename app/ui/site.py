"""Registration of every page, its state and its background tasks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import reflex as rx
from fastapi import FastAPI
from reflex.app import default_error_boundary
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from app import locale
from app.core.db import in_read
from app.core.log import logger
from app.services.accounts import page_language
from app.ui import live, session
from app.ui.guard import Guard
from app.ui.language import catalogue_script
from app.ui.language.translated import t, translated
from app.ui.open_tabs import shared_sockets
from app.ui.pages import Page, pages

STYLESHEETS = [
    "/tokens.css",
    "/elements.css",
    "/shell.css",
    "/submission.css",
    "/history.css",
    "/drawer.css",
    "/settings.css",
]


MOVED_PAGES = {"/settings/profiles": "/settings/presets"}
"""Former addresses of pages, each with the address that it redirects to."""


JOB_PAGES = ("/jobs/{number:int}", "/jobs/{number:int}/edit")
"""Addresses of pages of one job, with its number in them."""


def app_wraps() -> dict[tuple[int, str], Callable[[bool], rx.Component | None]]:
    """What Reflex wraps around every page: its error boundary. Lost connections are told by our own bar."""
    return {(55, "ErrorBoundary"): lambda _: default_error_boundary()}


def add_redirects(api: FastAPI) -> None:
    """Redirect the former addresses of pages; to be called before the pages are mounted under `api`."""
    for old, new in MOVED_PAGES.items():
        api.add_route(old, partial(_redirect, new), include_in_schema=False)


def add_job_pages(api: FastAPI, built: Path) -> None:
    """Answer the addresses of jobs' pages, of which none is built: the one for any address draws them.

    To be called before the pages are mounted under `api`, whose own answer to those has the status 404.
    """

    async def page(_: Request) -> FileResponse:
        return FileResponse(built / "404.html", headers={"cache-control": "no-cache"})

    for address in JOB_PAGES:
        api.add_route(address, page, include_in_schema=False)


def add_catalogue(api: FastAPI, asked: Callable[[], object] = lambda: None) -> None:
    """Answer the texts of the page in the language of whoever asks; called before the pages are mounted.

    `asked` is called each time. A page asks for them before anything else.
    """

    async def answer(request: Request) -> Response:
        asked()
        here = request.cookies.get(locale.COOKIE, "")
        chosen = await _chosen(request.cookies.get(session.COOKIE, "")) or here
        language = locale.chosen(chosen, request.headers.get("accept-language", ""))
        answer = Response(catalogue_script.of(language), media_type="text/javascript", headers=_ANY_LANGUAGE)
        if chosen != here:  # what the page asks for next, and its socket, come with the cookie
            answer.set_cookie(locale.COOKIE, chosen, max_age=_COOKIE_SECONDS, samesite="lax")
        return answer

    api.add_route(catalogue_script.ADDRESS, answer, include_in_schema=False)


async def _chosen(secret: str) -> str:
    """What this session's account has chosen; "" while the database is away, which the page tells itself."""
    try:
        return await in_read(partial(page_language.of_session, secret=secret)) if secret else ""
    except SQLAlchemyError as error:
        logger().warning("language_unknown", error=str(error))
        return ""


def _view(page: Page) -> rx.Component:
    return translated(page.view())


def _drawn(page: Page) -> Callable[[], rx.Component]:
    """Draws the page, as a function of the module that its view is from.

    Reflex puts the parts of all pages of one module into one script. The module of a `partial` is
    `functools`, and so a browser had to load the parts of every page before it drew the first.
    """
    draw = partial(_view, page)
    draw.__module__ = page.view.__module__
    return draw


def _title(page: Page) -> str | rx.Var[str]:
    return t("{page} · Cuedeck", page=t(page.title)) if page.title else "Cuedeck"


_COOKIE_SECONDS = 365 * 86_400
_ANY_LANGUAGE = {"cache-control": "no-cache", "vary": "Cookie, Accept-Language"}


async def _redirect(address: str, _: Request) -> RedirectResponse:
    return RedirectResponse(address, 308)


def add_pages(app: rx.App) -> None:
    """Add every page, the guard of their events, and the tasks that keep them live."""
    app.add_middleware(Guard())
    for page in pages():
        app.add_page(_drawn(page), route=page.route, title=_title(page), on_load=page.on_load)
    app.register_lifespan_task(shared_sockets.keep_beating)
    app.register_lifespan_task(live.publish_changes)
    app.register_lifespan_task(live.publish_missing_workers)
    app.register_lifespan_task(live.keep_states_alive)
