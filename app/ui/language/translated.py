"""Texts of the views in the language of the browser that shows them.

A page is built once, in English. `translated` goes through its components and has every text that stands in
one looked up by the browser (assets/translate.js); `t` does so for a text inside an expression, where no
component holds it: in `rx.cond`, or with values in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import FunctionStringVar, LiteralStringVar, VarData
from reflex_base.components.component import BaseComponent
from reflex_components_core.base.bare import Bare

READ = ("alt", "aria-label", "copied", "data-label", "label", "note", "placeholder", "prompt", "title")
"""The properties that people read or hear."""

VERBATIM = ("code", "kbd", "pre", "script", "style")
"""Elements whose content is for programs."""

_LOOK_UP: Any = FunctionStringVar.create(
    "t", _var_data=VarData(imports={"$/public/translate.js": [ImportVar(tag="t")]})
)
_WORD = re.compile(r"[^\W\d_]{2}")


def t(text: str | rx.Var[str], **values: Any) -> rx.Var[str]:
    """A text in the language of the browser, with values for its `{placeholders}`.

    A Var may be given for a text that is one of few, all of which are in the catalogue.
    """
    given = (rx.Var.create(values),) if values else ()
    found: rx.Var[str] = _LOOK_UP.call(text, *given).to(str)
    return found


def translated(component: rx.Component) -> rx.Component:
    """The component, with everything in it that people read looked up."""
    for holder, name, text in texts(component):
        if isinstance(holder, dict):
            holder[name] = t(text)
        else:
            setattr(holder, name, t(text))
    return component


def texts(component: BaseComponent) -> Iterator[tuple[Any, str, str]]:
    """The plain texts in a component and those below it, each with what holds it."""
    if isinstance(component, Bare):
        yield from _text(component, "contents", component.contents)
        return
    for name in READ:
        yield from _text(component, name, getattr(component, name, None))
        for kept in (name, name.replace("-", "_")):
            attributes = getattr(component, "custom_attrs", {})
            yield from _text(attributes, kept, attributes.get(kept))
    for child in () if getattr(component, "tag", None) in VERBATIM else component.children:
        yield from texts(child)


def _text(holder: Any, name: str, value: Any) -> Iterator[tuple[Any, str, str]]:
    text = value._var_value if isinstance(value, LiteralStringVar) else value
    if isinstance(text, str) and _WORD.search(text):
        yield holder, name, text
