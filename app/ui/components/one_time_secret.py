"""A secret that is shown only once, with a copy button."""

from __future__ import annotations

from typing import Any

import reflex as rx

from app.ui.components.button import button
from app.ui.components.copy_button import copy_button


def one_time_secret(
    words: str, secret: Any, *, name: str, copy: str, test_id: str, on_done: Any
) -> rx.Component:
    """`words` above the secret; `name` is what it is called, `copy` what its button says."""
    shown = rx.el.input(
        value=secret,
        read_only=True,
        aria_label=name,
        class_name="field mono",
        custom_attrs={"data-testid": test_id},
    )
    return rx.el.div(
        rx.el.p(words),
        rx.el.div(
            shown,
            copy_button(text=secret, label=copy, class_name="button plain"),
            button("Done", tone="quiet", on_click=on_done),
            class_name="copy-line",
        ),
        role="status",
        class_name="new-key",
    )
