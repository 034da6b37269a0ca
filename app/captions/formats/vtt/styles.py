"""The styles that a WebVTT file's own style sheets give to its classes, `::cue(.loud) { color: red }`.

Only rules for one class are read, and of them colours, italic, bold and underline: enough for the captions of
video sites to keep their styles in other formats. The style sheets themselves are carried as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from app.captions.model.colors import parse_color
from app.captions.model.document import Document, Run, Style
from app.captions.model.run_builder import interned

_RULE = re.compile(r"::cue\(\s{0,9}(?:c|b|i|u|v|lang)?\.([\w-]{1,60})\s{0,9}\)\s{0,9}\{([^{}]{0,2000})\}")
_DECLARATION = re.compile(r"(?:\A|;)\s{0,99}([a-z-]{1,30})\s{0,9}:\s{0,9}([^;]{1,60})", re.IGNORECASE)
_LONGEST = 65_536

ClassStyles = dict[str, dict[str, Any]]
"""What each class sets, by the names of `Style`'s fields."""


def class_styles(sheets: list[str]) -> ClassStyles:
    """The styles of all classes with a rule of their own; later rules win."""
    by_class: ClassStyles = {}
    for sheet in sheets:
        for name, body in _RULE.findall(sheet[:_LONGEST]):
            set_fields = _declarations(body)
            if set_fields:
                by_class[name] = by_class.get(name, {}) | set_fields
    return by_class


def _declarations(body: str) -> dict[str, Any]:
    set_fields: dict[str, Any] = {}
    for name, value in _DECLARATION.findall(body):
        value = value.strip().lower()
        match name.lower():
            case "color":
                set_fields |= _color("color", value)
            case "background" | "background-color":
                set_fields |= _color("background", value)
            case "font-style" if value in ("italic", "oblique"):
                set_fields["italic"] = True
            case "font-weight" if value in ("bold", "bolder", "600", "700", "800", "900"):
                set_fields["bold"] = True
            case "text-decoration" if "underline" in value:
                set_fields["underline"] = True
    return set_fields


def _color(field: str, value: str) -> dict[str, Any]:
    color = parse_color(value)
    return {field: color} if color else {}


def _given(style: Style, by_class: ClassStyles) -> dict[str, Any]:
    """What the style's classes set."""
    given: dict[str, Any] = {}
    for name in style.classes:
        given |= by_class.get(name, {})
    return given


def apply_class_styles(document: Document, by_class: ClassStyles) -> None:
    """Give every run what its classes set and it does not set itself."""
    if not by_class:
        return
    for cue in document.cues:
        if any(run.style.classes for run in cue.runs):
            cue.runs = [Run(run.text, _with_class_styles(run.style, by_class)) for run in cue.runs]


def _with_class_styles(style: Style, by_class: ClassStyles) -> Style:
    unset = {name: value for name, value in _given(style, by_class).items() if not getattr(style, name)}
    return interned(replace(style, **unset)) if unset else style


def without_class_styles(runs: list[Run], by_class: ClassStyles) -> list[Run]:
    """The runs without what their classes already set, for writing; the same list when nothing is set."""
    if not by_class or not any(run.style.classes for run in runs):
        return runs
    return [Run(run.text, _without_class_styles(run.style, by_class)) for run in runs]


def _without_class_styles(style: Style, by_class: ClassStyles) -> Style:
    default = Style()
    same = {
        name: getattr(default, name)
        for name, value in _given(style, by_class).items()
        if getattr(style, name) == value
    }
    return interned(replace(style, **same)) if same else style
