"""The named styles of a SubStation script as `Style`s, relative to the style most events use."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from app.captions.formats.ass.script import Row, Script
from app.captions.formats.ass.text import Size, color_of
from app.captions.model.document import PLAIN, Style
from app.captions.model.numpad import DEFAULT, from_legacy, to_numpad

_FLAGS = ("italic", "bold", "underline", "strikeout")


class ScriptStyles:
    """What each style of a script adds to the usual style, and where it puts its text."""

    def __init__(self, script: Script) -> None:
        used = Counter(style_name(event.row) for event in script.events if event.kind == "dialogue")
        self.kind = script.kind
        self.styles = script.styles
        self.main = used.most_common(1)[0][0] if used else "Default"
        self.normal = script.styles.get(self.main, {})
        self.size = _size(script.info)

    def style_of(self, name: str) -> Style:
        """The style of an event in this named style: only what differs from the usual one."""
        row = self.styles.get(name, self.normal)
        if row is self.normal:
            return PLAIN
        flags = [_is_on(row, flag) and not _is_on(self.normal, flag) for flag in _FLAGS]
        color, usual = row.get("primarycolour", ""), self.normal.get("primarycolour", "")
        style = Style(italic=flags[0], bold=flags[1], underline=flags[2], strike=flags[3])
        if color_of(color) != color_of(usual):
            style = replace(style, color=color_of(color))
        return PLAIN if style == PLAIN else style

    def numpad(self, name: str) -> int:
        """Where this style puts its text, as a numpad number."""
        value = self.styles.get(name, self.normal).get("alignment", "")
        number = int(value) if value.isdecimal() and len(value) < 3 else DEFAULT
        if self.kind == "ssa":
            return to_numpad(from_legacy(number))
        return number if 1 <= number <= 9 else DEFAULT


def style_name(row: Row) -> str:
    """The style an event names; a star before it is an old mark for “changed by hand”."""
    return row.get("style", "").strip().lstrip("*") or "Default"


def _is_on(row: Row, name: str) -> bool:
    return row.get(name, "0").strip() not in ("0", "")


def _size(info: Row) -> Size:
    """PlayResX and PlayResY; what is missing follows from 4:3, and both from 384 by 288 (as renderers do)."""
    x, y = (_positive(info.get(name, "")) for name in ("PlayResX", "PlayResY"))
    if x and y:
        return x, y
    if y:
        return (1280.0, 1024.0) if y == 1024 else (y * 4 / 3, y)
    return (x, x * 3 / 4) if x else (384.0, 288.0)


def _positive(value: str) -> float:
    return float(value) if value.isdecimal() and 0 < len(value) < 6 else 0.0
