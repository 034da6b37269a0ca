"""The web application: the pages, and the API around them. The only module that knows both."""

import asyncio
from pathlib import Path

import reflex as rx
from fastapi import FastAPI
from reflex.utils import prerequisites
from reflex_base import constants, otel
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api import create_api
from app.api.middleware.security_headers import is_api
from app.api.middleware.stack import add_middleware
from app.core import log, telemetry
from app.core.child_process import guarded_call
from app.core.db import in_read
from app.core.events import hub
from app.core.settings import get_settings
from app.services.engines import capabilities
from app.services.operations import runtime_settings
from app.ui import event_errors, site
from app.ui.language import catalogue_script
from app.ui.open_tabs import shared_sockets
from app.ui.pages.home.history import first_list

log.configure("web")
if (spans := telemetry.configure("web")) is not None:
    otel.enable(tracer_provider=spans)  # what is clicked is an event of Reflex
WORKERS_SECONDS = 5.0


async def warm_up() -> None:
    """Follow the settings; start the server of guarded children beside the first requests, not before."""
    runtime_settings.follow()
    await asyncio.to_thread(guarded_call.warm_up)


async def follow_workers() -> None:
    """Offer what the workers of other machines can do."""
    while not get_settings().is_one_machine:
        try:
            await in_read(capabilities.follow_workers)
        except SQLAlchemyError as error:
            log.logger().warning("workers_not_read", error=str(error))
        await asyncio.sleep(WORKERS_SECONDS)


def _below_api(pages: ASGIApp) -> FastAPI:
    """The API with the pages below it: what is none of its addresses is a page."""
    api.mount("", pages)
    return api


BUILT = Path(prerequisites.get_web_dir() / constants.Dirs.STATIC)
api = create_api()
site.add_redirects(api)
site.add_catalogue(api, first_list.make_ready)
site.add_job_pages(api, BUILT)
app = rx.App(
    api_transformer=_below_api,
    stylesheets=site.STYLESHEETS,
    toaster=None,
    app_wraps=site.app_wraps(),
    backend_exception_handler=event_errors.answer,
    head_components=[
        rx.el.link(rel="icon", type="image/svg+xml", href="/favicon.svg"),
        rx.el.script(src=catalogue_script.ADDRESS),
    ],
)
shared_sockets.use(app)
app.register_lifespan_task(hub.run)
app.register_lifespan_task(warm_up)
app.register_lifespan_task(follow_workers)
site.add_pages(app)


def web() -> ASGIApp:
    """The whole application as the web server runs it."""
    whole = app()

    async def straight(scope: Scope, receive: Receive, send: Send) -> None:
        """Spare requests of the API what Reflex puts around everything for its pages."""
        of_api = scope["type"] == "http" and is_api(scope["path"])
        await (api if of_api else whole)(scope, receive, send)

    return add_middleware(straight, BUILT)
