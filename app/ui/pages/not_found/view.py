"""The 404 page, with the navigation."""

from __future__ import annotations

import reflex as rx

from app.ui.components.button import page_link
from app.ui.components.shell import shell
from app.ui.pages import Page


def not_found_page() -> rx.Component:
    """Says so, and leads back."""
    return shell(
        rx.el.section(
            rx.el.h1("There is no page at this address"),
            rx.el.p("The link may be incomplete, or the page has moved.", class_name="hint"),
            page_link("All jobs", to="/", class_name="button primary"),
            class_name="nowhere",
            custom_attrs={"data-testid": "not-found"},
        )
    )


PAGE = Page(route="404", view=not_found_page, title="No such page")
