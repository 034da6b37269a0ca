"""The question before files are removed, and the notice of what was done."""

from __future__ import annotations

import reflex as rx

from app.ui.components.button import icon_button
from app.ui.components.confirm import confirm
from app.ui.components.transient_text import transient_text
from app.ui.pages.home.actions.state import ActionState


def delete_dialog() -> rx.Component:
    """Names what will be gone and what stays."""
    return confirm(
        "The source and every output of ",
        rx.el.strong(ActionState.delete_name),
        " are removed from this server now, and links to them end. The history entry stays.",
        title="Delete files?",
        keep="Keep files",
        act="Delete files",
        on_keep=ActionState.cancel_delete,
        on_act=ActionState.delete,
        open=ActionState.delete_id != "",
    )


def notice() -> rx.Component:
    """One line at the foot of the page, until it has been read."""
    return transient_text(
        rx.el.div(
            rx.el.span(ActionState.notice),
            rx.cond(
                ActionState.notice_hint != "",
                rx.el.span(ActionState.notice_hint, class_name="hint"),
            ),
            icon_button("x", "Dismiss", on_click=ActionState.dismiss),
            class_name="notice",
        ),
        text=ActionState.notice,
        on_end=ActionState.dismiss,
        custom_attrs={"role": "status"},
        class_name="notices",
    )
