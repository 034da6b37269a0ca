"""The web application: the pages, with the API mounted around them. The only module that knows both."""

import reflex as rx

from app.api import create_api
from app.core import log, sandbox
from app.core.events import hub
from app.ui.components.uploader import uploader

log.configure("web")


def index() -> rx.Component:
    """The one page."""
    return rx.container(rx.heading("Cuedeck"), uploader())


app = rx.App(api_transformer=create_api())
app.add_page(index, route="/", title="Cuedeck")
app.register_lifespan_task(hub.run)
app.register_lifespan_task(sandbox.warm_up)
