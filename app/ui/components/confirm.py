"""Confirmation dialog before something is deleted."""

from __future__ import annotations

from typing import Any

import reflex as rx

from app.ui.components.button import button
from app.ui.components.modal import modal


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
