"""A timer that asks the server again while the page is shown (`assets/refresh.jsx`)."""

from __future__ import annotations

import reflex as rx
from reflex_base.event import no_args_event_spec


class Refresh(rx.Component):
    """Sends `on_tick` every so many milliseconds, never before the last one was answered."""

    library = "$/public/refresh.jsx"
    tag = "Refresh"

    every: rx.Var[int]

    answered: rx.Var[int]
    """What the server counts up with each answer."""

    on_tick: rx.EventHandler[no_args_event_spec]


refresh = Refresh.create
