"""What a trigger passes on: a press carries its mouse event, and must not fill an argument with it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import reflex as rx
from reflex.event import EventSpec
from reflex_base.components.component import BaseComponent, Component

from app.ui import site
from app.ui.components.button import button

WITH_A_VALUE = {"on_change", "on_submit", "on_uploaded", "on_removed", "on_travel", "on_paste", "on_narrow"}
WITH_A_VALUE |= {"on_start", "on_cancel", "on_retry", "on_share", "on_delete", "on_bulk", "on_choose"}
"""Triggers whose payload is a value that a handler is meant to take; all others only say that it happened."""


PAYLOAD = re.compile(r"\b_e(v_\d+)?\b")
"""How a trigger's payload is named in what Reflex compiles."""


class Pages:
    """Stands in for the application while the pages are added."""

    def __init__(self) -> None:
        self.made: list[Component] = []

    def add_page(self, page: Callable[[], Component], **_: Any) -> None:
        self.made.append(page())

    def add_middleware(self, middleware: Any) -> None:
        """Nothing is asked here."""

    def register_lifespan_task(self, task: Any) -> None:
        """Nothing runs here."""


@cache
def views() -> tuple[Component, ...]:
    pages = Pages()
    site.add_pages(pages)  # type: ignore[arg-type]
    return tuple(pages.made)


def parts(component: BaseComponent, seen: set[int]) -> Iterator[Component]:
    if id(component) in seen:
        return
    seen.add(id(component))
    if isinstance(component, Component):
        yield component
        for part in component._get_components_in_props():
            yield from parts(part, seen)
    for child in component.children:
        yield from parts(child, seen)


def bound(component: Component) -> Iterator[tuple[str, EventSpec]]:
    """Every handler of ours that a trigger in this view calls."""
    for part in parts(component, set()):
        for trigger, chain in part.event_triggers.items():
            for spec in getattr(chain, "events", ()):
                if isinstance(spec, EventSpec) and spec.handler.state:
                    yield trigger, spec


def from_payload(spec: EventSpec) -> list[str]:
    """The arguments that the trigger fills with what it carries."""
    return [str(name) for name, value in spec.args if PAYLOAD.search(str(value))]


def wrong(trigger: str, spec: EventSpec) -> list[str]:
    """The arguments that the payload of the trigger must not fill."""
    told = inspect.signature(spec.handler.fn).parameters
    taken = from_payload(spec)
    return [
        name
        for name in taken
        if trigger not in WITH_A_VALUE or told[name].default is not inspect.Parameter.empty
    ]


@pytest.mark.slow
def test_no_trigger_fills_an_argument_that_is_not_meant_for_it() -> None:
    found = [pair for view in views() for pair in bound(view)]
    assert len({spec.handler.fn.__qualname__ for _, spec in found}) > 40  # the walk does reach the handlers
    assert {trigger for trigger, _ in found} >= {"on_click", "on_submit", "on_change", "on_uploaded"}
    assert [(t, s.handler.fn.__qualname__, wrong(t, s)) for t, s in found if wrong(t, s)] == []


def states(kind: type[rx.State] = rx.State) -> Iterator[type[rx.State]]:
    yield kind
    for child in kind.get_substates():
        yield from states(child)


def test_no_event_handler_has_an_optional_argument() -> None:
    """Bound to a press with only the others given, it would be filled with the mouse event."""
    ours = [state for state in states() if state.__module__.startswith("app.")]
    handlers = {handler.fn for state in ours for handler in state.event_handlers.values()}
    ours_too = [fn for fn in handlers if fn.__module__.startswith("app.")]
    assert len(ours_too) > 60
    assert [
        fn.__qualname__
        for fn in ours_too
        for each in inspect.signature(fn).parameters.values()
        if each.default is not inspect.Parameter.empty
    ] == []


class ProbeState(rx.State):
    @rx.event
    def again(self, job_id: str, changes: dict[str, Any] | None = None) -> None:
        """Has what no handler of ours may have."""


@pytest.mark.parametrize(
    ("bind", "taken"), [(lambda: ProbeState.again("1"), ["changes"]), (lambda: ProbeState.again("1", {}), [])]
)
def test_the_walk_sees_a_press_that_fills_an_optional_argument(
    bind: Callable[[], EventSpec], taken: list[str]
) -> None:
    [(trigger, spec)] = bound(rx.fragment(button("Retry", on_click=bind())))
    assert (trigger, wrong(trigger, spec)) == ("on_click", taken)
