"""A button that copies text (`assets/copy.jsx`)."""

from __future__ import annotations

import reflex as rx


class CopyButton(rx.Component):
    """Copies `text` to the clipboard and says so for two seconds."""

    library = "$/public/copy.jsx"
    tag = "CopyButton"

    text: rx.Var[str]
    label: rx.Var[str]


copy_button = CopyButton.create
