"""The looks that a WebVTT file's own style sheets give to its classes, `::cue(.loud) { color: red }`.

Only rules for one class are read, and of them colours, italic, bold and underline: enough for the captions of
video sites to keep their looks in other formats. The style sheets themselves are carried as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from app.captions.model.colors import parse_color
from app.captions.model.document import Document, Run, Style
from app.captions.model.run_builder import shared

_RULE = re.compile(r"::cue\(\s{0,9}(?:c|b|i|u|v|lang)?\.([\w-]{1,60})\s{0,9}\)\s{0,9}\{([^{}]{0,2000})\}")
_DECLARATION = re.compile(r"(?:\A|;)\s{0,99}([a-z-]{1,30})\s{0,9}:\s{0,9}([^;]{1,60})", re.IGNORECASE)
_LONGEST = 65_536

Looks = dict[str, dict[str, Any]]
"""What each class sets, by the names of `Style`'s fields."""


def class_looks(sheets: list[str]) -> Looks:
    """The looks of all classes with a rule of their own; later rules win."""
    looks: Looks = {}
    for sheet in sheets:
        for name, body in _RULE.findall(sheet[:_LONGEST]):
            look = _look(body)
            if look:
                looks[name] = looks.get(name, {}) | look
    return looks


def _look(body: str) -> dict[str, Any]:
    look: dict[str, Any] = {}
    for name, value in _DECLARATION.findall(body):
        value = value.strip().lower()
        match name.lower():
            case "color":
                look |= _color("color", value)
            case "background" | "background-color":
                look |= _color("background", value)
            case "font-style" if value in ("italic", "oblique"):
                look["italic"] = True
            case "font-weight" if value in ("bold", "bolder", "600", "700", "800", "900"):
                look["bold"] = True
            case "text-decoration" if "underline" in value:
                look["underline"] = True
    return look


def _color(field: str, value: str) -> dict[str, Any]:
    color = parse_color(value)
    return {field: color} if color else {}


def _given(style: Style, looks: Looks) -> dict[str, Any]:
    """What the style's classes set."""
    given: dict[str, Any] = {}
    for name in style.classes:
        given |= looks.get(name, {})
    return given


def apply_looks(document: Document, looks: Looks) -> None:
    """Give every run what its classes set and it does not set itself."""
    if not looks:
        return
    for cue in document.cues:
        if any(run.style.classes for run in cue.runs):
            cue.runs = [Run(run.text, _with_look(run.style, looks)) for run in cue.runs]


def _with_look(style: Style, looks: Looks) -> Style:
    unset = {name: value for name, value in _given(style, looks).items() if not getattr(style, name)}
    return shared(replace(style, **unset)) if unset else style


def without_looks(runs: list[Run], looks: Looks) -> list[Run]:
    """The runs without what their classes already set, for writing; the same list when nothing is set."""
    if not looks or not any(run.style.classes for run in runs):
        return runs
    return [Run(run.text, _without_look(run.style, looks)) for run in runs]


def _without_look(style: Style, looks: Looks) -> Style:
    default = Style()
    same = {
        name: getattr(default, name)
        for name, value in _given(style, looks).items()
        if getattr(style, name) == value
    }
    return shared(replace(style, **same)) if same else style
