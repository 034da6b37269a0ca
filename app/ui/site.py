"""Registration of every page, its state and its background tasks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import reflex as rx
from fastapi import FastAPI
from reflex.app import default_error_boundary
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse

from app.ui import live
from app.ui.guard import Guard
from app.ui.open_tabs import shared_sockets
from app.ui.pages import pages

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


async def _redirect(address: str, _: Request) -> RedirectResponse:
    return RedirectResponse(address, 308)


def add_pages(app: rx.App) -> None:
    """Add every page, the guard of their events, and the tasks that keep them live."""
    app.add_middleware(Guard())
    for page in pages():
        app.add_page(page.view, route=page.route, title=page.full_title, on_load=page.on_load)
    app.register_lifespan_task(shared_sockets.keep_beating)
    app.register_lifespan_task(live.publish_changes)
    app.register_lifespan_task(live.publish_missing_workers)
    app.register_lifespan_task(live.keep_states_alive)
