"""The notice of what was done, with a way to undo it where there is one."""

from __future__ import annotations

import reflex as rx

from app.ui.components.button import button, icon_button
from app.ui.components.confirm import UNDO_SECONDS
from app.ui.components.transient_text import transient_text
from app.ui.pages.home.actions.state import ActionState


def notice() -> rx.Component:
    """One line at the foot of the page, until it has been read."""
    return transient_text(
        rx.el.div(
            rx.el.span(ActionState.notice),
            rx.cond(
                ActionState.notice_hint != "",
                rx.el.span(ActionState.notice_hint, class_name="hint"),
            ),
            rx.cond(
                ActionState.undo_id != "",
                button(
                    "Undo",
                    on_click=ActionState.undo(ActionState.undo_id),
                    custom_attrs={"data-testid": "undo-delete"},
                ),
            ),
            icon_button("x", "Dismiss", on_click=ActionState.dismiss),
            class_name="notice",
        ),
        text=ActionState.notice,
        seconds=rx.cond(ActionState.undo_id != "", UNDO_SECONDS, 6),
        on_end=ActionState.dismiss,
        custom_attrs={"role": "status"},
        class_name="notices",
    )
