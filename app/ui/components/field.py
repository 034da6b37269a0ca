"""A form field: a control under its label, with a word of help; the select and the checkbox."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec


def field(label: Any, control: rx.Component, help: Any = "") -> rx.Component:
    """A label around its control."""
    return rx.el.label(
        rx.el.span(label, class_name="field-label"),
        control,
        rx.el.span(help, class_name="hint")
        if (help is not None and not isinstance(help, str)) or help
        else None,
        class_name="field-block",
    )


def select(*options: Any, **props: Any) -> rx.Component:
    """The browser's own select."""
    return rx.el.select(*options, class_name="field", **props)


def side_select() -> rx.Component:
    """Whether a new thing is live or for the sandbox, as `mode` of its form."""
    return select(rx.el.option("Live", value="live"), rx.el.option("Sandbox", value="sandbox"), name="mode")


class CheckBox(rx.Component):
    """A checkbox whose state is the server's, but shows at once what was chosen (`assets/check-box.jsx`)."""

    library = "$/public/check-box.jsx"
    tag = "CheckBox"

    checked: rx.Var[bool]

    on_change: rx.EventHandler[passthrough_event_spec(bool)]
    """Gets whether it is checked now."""


check_box = CheckBox.create
