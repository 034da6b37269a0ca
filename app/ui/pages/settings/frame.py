"""Frame of the settings pages: title, and the pages there are, in groups beside them."""

from __future__ import annotations

import reflex as rx

from app.ui import session
from app.ui.components.button import page_link
from app.ui.components.native_elements import native_link
from app.ui.components.shell import shell
from app.ui.pages import DEVELOPERS, SERVER, TAB_GROUPS, Page, settings_tabs
from app.ui.pages.home.actions.view import notice
from app.ui.pages.settings.tab_strip import tab_strip


class FrameState(rx.State):
    """Whether the person is an operator, and so has the pages of the server."""

    operator: bool = False

    @rx.event
    async def load(self) -> None:
        """See who is there."""
        self.operator = (await session.person(self)).operator


def frame(here: str, *children: rx.Component) -> rx.Component:
    """One of the settings' pages; dialogs may be among its children."""
    return shell(
        rx.el.div(
            rx.el.h1("Settings"),
            tab_strip(*(_group(name, here) for name in TAB_GROUPS), label="Settings", class_name="tabs"),
            rx.el.div(*children, class_name="settings"),
            on_mount=FrameState.load,
            class_name="settings-frame",
        ),
        notice(),
    )


def _group(name: str, here: str) -> rx.Component:
    tabs = [_tab(page, here) for page in settings_tabs() if page.tab_group == name]
    if name == DEVELOPERS:
        tabs.append(native_link("API reference", href="/docs", class_name="tab"))
    group = rx.el.div(rx.el.span(name, class_name="tab-group"), *tabs, role="group", aria_label=name)
    return rx.cond(FrameState.operator, group) if name == SERVER else group


def _tab(page: Page, here: str) -> rx.Component:
    current = {"aria-current": "page"} if page.route == here else {}
    return page_link(page.tab, to=page.route, class_name="tab", custom_attrs=current)


def problem(text: rx.Var[str]) -> rx.Component:
    """What went wrong, once something has."""
    return rx.cond(text != "", rx.el.p(text, role="alert", class_name="problem"))


def done(text: rx.Var[str]) -> rx.Component:
    """What was done; there before anything was, so that a screen reader notices."""
    return rx.el.p(text, role="status", class_name="hint")


def no_permission(text: rx.Var[str]) -> rx.Component:
    """In place of a page that is not for this person."""
    return rx.el.section(
        rx.el.h2("Not for this account"),
        rx.el.p(text, class_name="hint"),
        page_link("Back to your settings", to="/settings", class_name="text-link"),
        custom_attrs={"data-testid": "no-permission"},
    )
