"""Text that disappears after some seconds (`assets/transient-text.jsx`)."""

from __future__ import annotations

import reflex as rx
from reflex_base.event import no_args_event_spec


class TransientText(rx.Component):
    """Shows its children while there is `text`, and calls `on_end` some seconds after it changed."""

    library = "$/public/transient-text.jsx"
    tag = "Fading"

    text: rx.Var[str]
    seconds: rx.Var[int]
    on_end: rx.EventHandler[no_args_event_spec]


transient_text = TransientText.create
