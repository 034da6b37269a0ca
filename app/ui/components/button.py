"""Buttons: with words, or with an icon and its words on hover."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from app.ui.components.native_elements import native_link


def button(*children: Any, tone: str = "plain", **props: Any) -> rx.Component:
    """A button; `tone` is primary (one a view), plain, quiet or danger."""
    return rx.el.button(*children, type=props.pop("type", "button"), class_name=f"button {tone}", **props)


def icon_button(icon: str, label: Any, **props: Any) -> rx.Component:
    """A square button with an icon; `label` is its tooltip and its name."""
    return rx.el.button(
        rx.icon(icon, size=16, aria_hidden="true"),
        type="button",
        aria_label=label,
        title=label,
        class_name="button icon",
        **props,
    )


def download_link(*children: Any, href: Any, **props: Any) -> rx.Component:
    """A link to a file that the server hands out by name; the page stays even when there is none."""
    attributes = {"download": "", "data-testid": "download"}
    return native_link(*children, href=href, custom_attrs=attributes, **props)


def download_button(label: Any, href: Any) -> rx.Component:
    """The same as a square button with an icon."""
    icon = rx.icon("download", size=16, aria_hidden="true")
    return download_link(icon, href=href, aria_label=label, title=label, class_name="button icon")


def page_link(*children: Any, to: Any, **props: Any) -> rx.Component:
    """A link inside the application, followed without reloading the page."""
    return router_link(*children, to=to, **props)
