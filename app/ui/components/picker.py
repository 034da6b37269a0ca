"""A select with search (`assets/picker.jsx`)."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

import reflex as rx
from reflex_base.event import passthrough_event_spec


class Choice(TypedDict):
    """One option: `note` is shown beside it, `words` are further words to find it by."""

    value: str
    label: str
    group: NotRequired[str]
    note: NotRequired[str]
    words: NotRequired[str]
    disabled: NotRequired[bool]


class Picker(rx.Component):
    """An input that opens a grouped list and narrows it while one types."""

    library = "$/public/picker.jsx"
    tag = "Picker"

    value: rx.Var[str]
    options: rx.Var[list[dict[str, Any]]]
    label: rx.Var[str]
    placeholder: rx.Var[str]
    disabled: rx.Var[bool]
    required: rx.Var[bool]
    multiple: rx.Var[bool]
    """The value is a list with commas, and each choice is one more."""

    test_id: rx.Var[str]
    input_id: rx.Var[str]

    on_change: rx.EventHandler[passthrough_event_spec(str)]
    """Another option was chosen; gets its value."""


picker = Picker.create
