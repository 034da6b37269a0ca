"""Buttons: with words, or with an icon and its words on hover."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link


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


def icon_link(icon: str, label: Any, **props: Any) -> rx.Component:
    """The same as a link the browser follows by itself: a download, another page."""
    return rx.el.a(
        rx.icon(icon, size=16, aria_hidden="true"),
        aria_label=label,
        title=label,
        class_name="button icon",
        **props,
    )


def page_link(*children: Any, to: Any, **props: Any) -> rx.Component:
    """A link inside the application, followed without reloading the page."""
    return router_link(*children, to=to, **props)
