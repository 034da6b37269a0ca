"""A dialog over the page (`assets/modal.jsx`)."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event import no_args_event_spec

from app.ui.components.button import icon_button


class Modal(rx.Component):
    """The browser's own dialog element, open while `open` is."""

    library = "$/public/modal.jsx"
    tag = "Modal"

    open: rx.Var[bool]

    label: rx.Var[str]
    """What a screen reader calls the dialog."""

    on_close: rx.EventHandler[no_args_event_spec]
    """Escape, or a press beside the dialog."""


def modal(
    *children: Any, title: Any, open: Any, on_close: Any, label: str = "", **props: Any
) -> rx.Component:
    """A dialog with its title and a close button; `label` names it where the title is not plain text."""
    return Modal.create(
        rx.el.header(
            rx.el.h2(title),
            icon_button("x", "Close", on_click=on_close),
            class_name="modal-head",
        ),
        rx.el.div(*children, class_name="modal-body"),
        open=open,
        label=label or title,
        on_close=on_close,
        class_name="modal",
        **props,
    )
