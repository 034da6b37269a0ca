"""Text field with a debounced change event (`assets/text-field.jsx`)."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.event import passthrough_event_spec


class TextField(rx.Component):
    """Keeps what is typed; `on_change` gets it when the typing rests, on Enter and when the field is left."""

    library = "$/public/text-field.jsx"
    tag = "TextField"

    value: rx.Var[str]
    label: rx.Var[str]
    """Its name, where no visible label says it."""

    type: rx.Var[str]
    placeholder: rx.Var[str]
    title: rx.Var[str]
    input_mode: rx.Var[str]
    spell_check: rx.Var[bool]
    required: rx.Var[bool]

    on_change: rx.EventHandler[passthrough_event_spec(str)]


def text_field(mono: bool = False, test_id: str = "", **props: Any) -> rx.Component:
    """A field in the look of all fields."""
    attributes = {"data-testid": test_id} if test_id else {}
    return TextField.create(
        class_name="field mono" if mono else "field", custom_attrs=attributes, spell_check=False, **props
    )
