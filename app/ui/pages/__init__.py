"""What a page is, and which there are: every folder here has one at the end of its view.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import reflex as rx

GENERAL, DEVELOPERS, SERVER = TAB_GROUPS = ("General", "Developers", "Server")
"""The groups of the settings' pages, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Something that has an address.

    `on_load` is the event, or the events, that fill its state. A `tab` is its name among the settings' pages,
    which are ordered by `tab_order` and shown under their `tab_group`; operators alone see those of `SERVER`.
    """

    route: str
    view: Callable[[], rx.Component]
    title: str = ""
    on_load: Any = None
    tab: str = ""
    tab_order: int = 0
    tab_group: str = GENERAL


@cache
def pages() -> tuple[Page, ...]:
    """Every page. Called once all of app.ui can be imported, because the views are imported here."""
    names = sorted(path.parent.name for path in Path(__file__).parent.glob("*/view.py"))
    return tuple(import_module(f"{__name__}.{name}.view").PAGE for name in names)


def settings_tabs() -> list[Page]:
    """The pages among the settings, in order."""
    return sorted((page for page in pages() if page.tab), key=lambda page: page.tab_order)
