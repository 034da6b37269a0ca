"""The status badge: a word, an icon and a colour, never colour alone."""

from __future__ import annotations

from typing import Any

import reflex as rx

from app.ui.language.translated import t

ICONS = {
    "Draft": "pencil",
    "Queued": "clock",
    "Processing": "circle-play",
    "Needs review": "eye",
    "Completed": "check",
    "Failed": "x",
    "Rejected": "ban",
    "Canceled": "circle-slash",
}
"""An icon for every badge of models.stages."""


def status_badge(word: Any, **props: Any) -> rx.Component:
    """The badge of a job; `word` is models.stages' badge."""
    icons = [(name, rx.icon(icon, size=13, aria_hidden="true")) for name, icon in ICONS.items()]
    return rx.el.span(
        rx.match(word, *icons, rx.fragment()),
        t(word),
        class_name="badge",
        custom_attrs={"data-testid": "status-badge", "data-badge": word},
        **props,
    )


def sandbox_tag() -> rx.Component:
    """The mark of a job that did no real work."""
    return rx.el.span("Sandbox", class_name="tag")


def status_dot(good: Any, word: str, other: str) -> rx.Component:
    """A state in a word, with a dot before it; `other` is the word when it is not `good`."""
    return rx.el.span(
        rx.cond(good, t(word), t(other)),
        class_name="status-dot",
        custom_attrs={"data-good": rx.cond(good, "true", "false")},
    )
