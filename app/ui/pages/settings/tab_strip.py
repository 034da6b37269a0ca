"""The row of tabs that may be wider than the screen (`assets/tab-strip.jsx`)."""

from __future__ import annotations

from reflex_components_core.el.elements.base import BaseHTML


class TabStrip(BaseHTML):
    """A `nav` that brings its current tab into view, and says in `data-cut` at which end tabs are cut."""

    library = "$/public/tab-strip.jsx"
    tag = "TabStrip"


tab_strip = TabStrip.create
