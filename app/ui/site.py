"""The pages, for app.app to put into the application."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import reflex as rx
from fastapi import FastAPI
from reflex.app import default_error_boundary
from starlette.requests import Request
from starlette.responses import RedirectResponse

from app.ui import live
from app.ui.guard import Guard
from app.ui.pages.home.view import ON_LOAD, home_page
from app.ui.pages.not_found.view import not_found_page
from app.ui.pages.presets.state import PresetsState
from app.ui.pages.presets.view import presets_page
from app.ui.pages.settings.state import SettingsState
from app.ui.pages.settings.view import settings_page
from app.ui.pages.sign_in.state import SignInState
from app.ui.pages.sign_in.view import sign_in_page
from app.ui.pages.usage.state import UsageState
from app.ui.pages.usage.view import usage_page
from app.ui.pages.webhooks.state import WebhooksState
from app.ui.pages.webhooks.view import webhooks_page

STYLESHEETS = ["/tokens.css", "/elements.css", "/shell.css", "/submission.css", "/history.css", "/drawer.css"]


MOVED_PAGES = {"/settings/profiles": "/settings/presets"}
"""Former addresses of pages, each with the address that it redirects to."""


def app_wraps() -> dict[tuple[int, str], Callable[[bool], rx.Component | None]]:
    """What Reflex wraps around every page: its error boundary. Lost connections are told by our own bar."""
    return {(55, "ErrorBoundary"): lambda _: default_error_boundary()}


def add_redirects(api: FastAPI) -> None:
    """Redirect the former addresses of pages; to be called before the pages are mounted under `api`."""
    for old, new in MOVED_PAGES.items():
        api.add_route(old, partial(_redirect, new), include_in_schema=False)


async def _redirect(address: str, _: Request) -> RedirectResponse:
    return RedirectResponse(address, 308)


def add_pages(app: rx.App) -> None:
    """Add every page, the guard of their events, and the tasks that keep them live."""
    app.add_middleware(Guard())
    app.add_page(home_page, route="/", title="Cuedeck", on_load=ON_LOAD)
    app.add_page(settings_page, route="/settings", title="Settings · Cuedeck", on_load=SettingsState.load)
    for name, page, load in (
        ("Presets", presets_page, PresetsState.load),
        ("Webhooks", webhooks_page, WebhooksState.load),
        ("Usage", usage_page, UsageState.load),
    ):
        app.add_page(page, route=f"/settings/{name.lower()}", title=f"{name} · Cuedeck", on_load=load)
    app.add_page(sign_in_page, route="/sign-in", title="Sign in · Cuedeck", on_load=SignInState.load)
    app.add_page(not_found_page, route="404", title="No such page · Cuedeck")
    app.register_lifespan_task(live.follow)
    app.register_lifespan_task(live.follow_workers)
    app.register_lifespan_task(live.keep)
