"""Confirmation dialog before something is deleted, and the notice that brings it back."""

from __future__ import annotations

from typing import Any

import reflex as rx

from app.ui.components.button import button, icon_button
from app.ui.components.modal import modal
from app.ui.components.transient_text import transient_text
from app.ui.delete_confirmation import UndoOffer

UNDO_SECONDS = 20
"""How long undoing is offered: less than it is possible (`services.undo.UNDO`, `outputs.UNDO`)."""


def confirm(
    *words: Any, title: str, keep: str, act: str, on_keep: Any, on_act: Any, open: Any
) -> rx.Component:
    """Asks once; `keep` and `act` are what the two buttons say."""
    return modal(
        rx.el.p(*words),
        rx.el.footer(
            button(keep, on_click=on_keep, auto_focus=True),
            button(act, tone="danger", on_click=on_act),
            class_name="modal-foot",
        ),
        title=title,
        open=open,
        on_close=on_keep,
    )


def undo_notice(state: type[UndoOffer], restore: Any) -> rx.Component:
    """One line at the foot of the page; `restore` is the state's event that takes the id."""
    return transient_text(
        rx.el.div(
            rx.el.span(state.undo_text),
            button("Undo", on_click=restore(state.undo_id), custom_attrs={"data-testid": "undo-delete"}),
            icon_button("x", "Dismiss", on_click=state.withdraw_undo),
            class_name="notice",
        ),
        text=state.undo_text,
        seconds=UNDO_SECONDS,
        on_end=state.withdraw_undo,
        custom_attrs={"role": "status"},
        class_name="notices",
    )
