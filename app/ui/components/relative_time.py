"""Relative times that stay current while the page is open (`assets/relative-time.jsx`)."""

from __future__ import annotations

import reflex as rx

_LIBRARY = "$/public/relative-time.jsx"


class RelativeTime(rx.Component):
    """A moment told in relation to now, with the exact local time on hover.

    `kind` is "ago" (2 min ago), "until" (in 5 min, expired) or "running" (a ticking duration since `at`).
    """

    library = _LIBRARY
    tag = "Moment"

    at: rx.Var[str]
    """ISO 8601."""

    kind: rx.Var[str]


class Clock(rx.Component):
    """A moment as the local time of day, with its date on hover."""

    library = _LIBRARY
    tag = "Clock"

    at: rx.Var[str]
    """ISO 8601."""


relative_time = RelativeTime.create
clock = Clock.create
