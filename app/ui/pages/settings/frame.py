"""Frame of the settings pages: title and tabs."""

from __future__ import annotations

import reflex as rx

from app.ui.components.button import page_link
from app.ui.components.shell import shell
from app.ui.pages import Page, settings_tabs
from app.ui.pages.home.actions.view import notice


def frame(here: str, *children: rx.Component) -> rx.Component:
    """One of the settings' pages; dialogs may be among its children."""
    tabs = [_tab(page, here) for page in settings_tabs()]
    return shell(
        rx.el.div(
            rx.el.h1("Settings"),
            rx.el.nav(*tabs, aria_label="Settings", class_name="tabs"),
            *children,
            class_name="settings",
        ),
        notice(),
    )


def _tab(page: Page, here: str) -> rx.Component:
    current = {"aria-current": "page"} if page.route == here else {}
    return page_link(page.tab, to=page.route, class_name="tab", custom_attrs=current)


def problem(text: rx.Var[str]) -> rx.Component:
    """What went wrong, once something has."""
    return rx.cond(text != "", rx.el.p(text, role="alert", class_name="problem"))
