"""Page shell: header, navigation and the offline bar."""

from __future__ import annotations

from typing import Any

import reflex as rx

from app.ui.components.button import icon_button, page_link
from app.ui.components.native_elements import native_form, native_link
from app.ui.components.offline import offline_bar
from app.ui.components.shortcut_help import HelpState, shortcut_help
from app.ui.components.shortcuts import shortcuts


def shell(*children: rx.Component, on_escape: Any = None) -> rx.Component:
    """A page for someone who is signed in."""
    return rx.fragment(
        native_link("Skip to the jobs", href="#main", class_name="skip"),
        _header(),
        offline_bar(),
        rx.el.main(*children, id="main", class_name="page"),
        shortcuts(on_help=HelpState.show, **({"on_close": on_escape} if on_escape is not None else {})),
        shortcut_help(),
    )


def logo() -> rx.Component:
    """The name with its small mark: three caption lines, the last one still being written."""
    return rx.fragment(
        rx.el.svg(
            rx.el.svg.rect(x="1", y="3", width="14", height="2.5", rx="1.25"),
            rx.el.svg.rect(x="1", y="7", width="10", height="2.5", rx="1.25"),
            rx.el.svg.rect(x="1", y="11", width="5", height="2.5", rx="1.25", class_name="mark-cue"),
            view_box="0 0 16 16",
            width="16",
            height="16",
            aria_hidden="true",
            class_name="mark",
        ),
        rx.el.span("Cuedeck", class_name="wordmark"),
    )


def _header() -> rx.Component:
    return rx.el.header(
        page_link(logo(), to="/", class_name="home", aria_label="Cuedeck, all jobs"),
        rx.el.nav(
            page_link(
                rx.icon("captions", size=16, aria_hidden="true"),
                to="/edit",
                class_name="button icon",
                aria_label="Edit a caption file",
                title="Edit a caption file",
            ),
            rx.el.span(
                icon_button("keyboard", "Keyboard shortcuts (?)", on_click=HelpState.show),
                class_name="needs-keys",
            ),
            theme_button(),
            page_link("Settings", to="/settings", class_name="button quiet"),
            sign_out(),
            aria_label="Main",
        ),
        class_name="top",
    )


def theme_button() -> rx.Component:
    """Switches between light and dark."""
    return icon_button("sun-moon", "Switch between light and dark", on_click=rx.toggle_color_mode)


def sign_out() -> rx.Component:
    """A plain form, because the cookie can only be cleared by the server."""
    return native_form(
        rx.el.button("Sign out", type="submit", class_name="button quiet"),
        action="/auth/sign-out",
        method="post",
    )
