"""The web application: the pages, with the API mounted around them. The only module that knows both."""

import reflex as rx

from app.ui.components.uploader import uploader


def index() -> rx.Component:
    """The one page."""
    return rx.container(rx.heading("Cuedeck"), uploader())


app = rx.App()
app.add_page(index, route="/", title="Cuedeck")
