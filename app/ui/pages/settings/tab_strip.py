"""The row of tabs that may be wider than the screen (`assets/tab-strip.jsx`)."""

from __future__ import annotations

import reflex as rx


class TabStrip(rx.Component):
    """A `nav` that brings its current tab into view, and says in `data-cut` at which end tabs are cut."""

    library = "$/public/tab-strip.jsx"
    tag = "TabStrip"

    label: rx.Var[str]
    """What a screen reader calls it."""


tab_strip = TabStrip.create
