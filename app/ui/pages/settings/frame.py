"""The frame of the settings' pages: their title, and the way from one to the other."""

from __future__ import annotations

import reflex as rx

from app.ui.components.button import page_link
from app.ui.components.shell import shell

PAGES = (
    ("/settings", "Account"),
    ("/settings/presets", "Presets"),
    ("/settings/webhooks", "Webhooks"),
    ("/settings/usage", "Usage"),
)


def frame(here: str, *children: rx.Component) -> rx.Component:
    """One of the settings' pages; dialogs may be among its children."""
    tabs = [
        page_link(words, to=to, class_name="tab", custom_attrs={"aria-current": "page"} if to == here else {})
        for to, words in PAGES
    ]
    return shell(
        rx.el.div(
            rx.el.h1("Settings"),
            rx.el.nav(*tabs, aria_label="Settings", class_name="tabs"),
            *children,
            class_name="settings",
        )
    )


def problem(text: rx.Var[str]) -> rx.Component:
    """What went wrong, once something has."""
    return rx.cond(text != "", rx.el.p(text, role="alert", class_name="problem"))
