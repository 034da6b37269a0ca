"""The web application: the pages, and the API around them. The only module that knows both."""

import asyncio

import reflex as rx

from app.api import create_api
from app.core import log, sandbox
from app.core.events import hub
from app.ui.components.uploader import uploader

log.configure("web")


def index() -> rx.Component:
    """The one page."""
    page: rx.Component = rx.container(rx.heading("Cuedeck"), uploader())
    return page


async def warm_up() -> None:
    """Start the server of guarded children beside the first requests, not before them."""
    await asyncio.to_thread(sandbox.warm_up)


app = rx.App(
    api_transformer=create_api(),
    head_components=[rx.el.link(rel="icon", type="image/svg+xml", href="/favicon.svg")],
)
app.register_lifespan_task(hub.run)
app.register_lifespan_task(warm_up)
app.add_page(index, route="/", title="Cuedeck")
