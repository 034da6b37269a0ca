"""A thin progress bar."""

from __future__ import annotations

from typing import Any

import reflex as rx


def progress(percent: Any, label: str = "Progress") -> rx.Component:
    """Moves to `percent` (0-100); without a known length, 0, it only says that work goes on."""
    return rx.cond(
        percent > 0,
        rx.el.progress(value=percent, max=100, aria_label=label),
        rx.el.progress(aria_label=label),
    )
