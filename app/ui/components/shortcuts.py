"""Keyboard shortcuts of the page (`assets/shortcuts.jsx`)."""

from __future__ import annotations

import reflex as rx
from reflex_base.event import no_args_event_spec


class Shortcuts(rx.Component):
    """Listens for keys that no field has taken. j, k and arrows walk the rows and / focuses the search."""

    library = "$/public/shortcuts.jsx"
    tag = "Shortcuts"

    on_help: rx.EventHandler[no_args_event_spec]
    """?"""

    on_close: rx.EventHandler[no_args_event_spec]
    """Escape outside of a field."""


shortcuts = Shortcuts.create
