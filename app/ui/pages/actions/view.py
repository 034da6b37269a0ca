"""The question before files are removed, and the notice of what was done."""

from __future__ import annotations

import reflex as rx

from app.ui.components.button import button, icon_button
from app.ui.components.modal import modal
from app.ui.pages.actions.state import ActionState


def delete_dialog() -> rx.Component:
    """Names what will be gone and what stays."""
    return modal(
        rx.el.p(
            "The source and every output of ",
            rx.el.strong(ActionState.doomed_name),
            " are removed from this server now, and links to them end. The history entry stays.",
        ),
        rx.el.footer(
            button("Keep files", on_click=ActionState.keep, auto_focus=True),
            button("Delete files", tone="danger", on_click=ActionState.delete),
            class_name="modal-foot",
        ),
        title="Delete files?",
        open=ActionState.doomed != "",
        on_close=ActionState.keep,
    )


def notice() -> rx.Component:
    """One line at the foot of the page, until it is dismissed or replaced."""
    return rx.el.div(
        rx.cond(
            ActionState.notice != "",
            rx.el.div(
                rx.el.span(ActionState.notice),
                rx.cond(
                    ActionState.notice_hint != "",
                    rx.el.span(ActionState.notice_hint, class_name="hint"),
                ),
                icon_button("x", "Dismiss", on_click=ActionState.dismiss),
                class_name="notice",
            ),
        ),
        role="status",
        class_name="notices",
    )
