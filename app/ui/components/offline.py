"""Offline bar: shown while the connection is lost."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors


def offline_bar() -> rx.Component:
    """What is on the page stays readable; it is only no longer live."""
    return rx.cond(
        has_connection_errors,
        rx.el.div(
            rx.icon("cloud-off", size=14, aria_hidden="true"),
            "Not connected. What you see may be out of date; reconnecting…",
            role="status",
            class_name="offline",
            custom_attrs={"data-testid": "offline"},
        ),
    )
