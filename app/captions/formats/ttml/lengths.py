"""Colours and lengths of TTML: to `#rrggbb`, and to percentages of the picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

NAMED = {
    "transparent": "#00000000",
    "black": "#000000",
    "silver": "#c0c0c0",
    "gray": "#808080",
    "white": "#ffffff",
    "maroon": "#800000",
    "red": "#ff0000",
    "purple": "#800080",
    "fuchsia": "#ff00ff",
    "magenta": "#ff00ff",
    "green": "#008000",
    "lime": "#00ff00",
    "olive": "#808000",
    "yellow": "#ffff00",
    "navy": "#000080",
    "blue": "#0000ff",
    "teal": "#008080",
    "aqua": "#00ffff",
    "cyan": "#00ffff",
}
"""TTML's named colours (TTML2, section 10.3.7)."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*(\d{1,3})\s*)?\)", re.ASCII)
_LENGTH = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(%|px|em|c|rw|rh)", re.ASCII)

CELLS = (32, 15)
"""The default cell grid: columns, rows (TTML2, section 7.2.2)."""


def color(text: str) -> str | None:
    """`#rrggbb`, or `#rrggbbaa` when not opaque, lower case; None when it is no colour."""
    text = text.strip()
    if _HEX.fullmatch(text):
        return _opaque(text.lower())
    found = _RGB.fullmatch(text)
    if found:
        parts = [min(int(part), 255) for part in found.groups(default="255")]
        return _opaque("#" + "".join(f"{part:02x}" for part in parts))
    return NAMED.get(text.lower())


def _opaque(code: str) -> str:
    return code[:7] if len(code) == 9 and code.endswith("ff") else code


@dataclass(frozen=True)
class Screen:
    """What lengths are measured against: the cell grid, and the root extent in pixels if it is said."""

    columns: int = CELLS[0]
    rows: int = CELLS[1]
    width: float | None = None
    height: float | None = None

    def percent(self, text: str, vertical: bool) -> float | None:
        """A length as a percentage of the picture's width, or height if `vertical`; None when unknown."""
        found = _LENGTH.fullmatch(text)
        if found is None:
            return None
        value, unit = float(found[1]), found[2]
        if unit == "c":
            return value * 100 / (self.rows if vertical else self.columns)
        if unit == "px":
            whole = self.height if vertical else self.width
            return value * 100 / whole if whole else None
        # rw and rh on their own axis are percentages; crossed they need an aspect ratio, 16:9 unless said.
        if unit == "rw" and vertical:
            return value * self._aspect()
        if unit == "rh" and not vertical:
            return value / self._aspect()
        return None if unit == "em" else value

    def _aspect(self) -> float:
        return self.width / self.height if self.width and self.height else 16 / 9

    def pair(self, text: str) -> tuple[float, float] | None:
        """ "10% 80%" as (horizontal, vertical) percentages; None for "auto" and what cannot be measured."""
        parts = text.split()
        if len(parts) != 2:
            return None
        x, y = self.percent(parts[0], False), self.percent(parts[1], True)
        return None if x is None or y is None else (x, y)

    def font_size(self, text: str, inherited: float) -> float:
        """A font size in percent of one cell's height, which is TTML's normal size."""
        last = text.split()[-1:] or [""]
        found = _LENGTH.fullmatch(last[0])
        if found is None:
            return inherited
        value, unit = float(found[1]), found[2]
        if unit in ("%", "em"):
            return inherited * value / (100 if unit == "%" else 1)
        height = self.percent(last[0], True)
        return inherited if height is None else height * self.rows

    def position(self, text: str, width: float, height: float) -> tuple[float, float] | None:
        """tts:position (TTML2, section 10.2.35) of a box of this size, as (left, top) in percent."""
        x_edge, y_edge, x, y = "left", "top", None, None
        words = text.split()
        axis = ""
        for index, word in enumerate(words):
            if word in ("left", "right"):
                x_edge, axis, x = word, "x", x or 0.0
            elif word in ("top", "bottom"):
                y_edge, axis, y = word, "y", y or 0.0
            elif word == "center":
                axis = "center"
            elif axis in ("x", "y") and len(words) > 2:
                offset = _offset(self, word, axis == "y", height if axis == "y" else width)
                x, y = (x, offset) if axis == "y" else (offset, y)
            else:
                offset = _offset(self, word, index == 1, height if index else width)
                x, y = (x, offset) if index == 1 else (offset, y)
        left = (100 - width) / 2 if x is None else x if x_edge == "left" else 100 - width - x
        top = (100 - height) / 2 if y is None else y if y_edge == "top" else 100 - height - y
        return (left, top) if 0 < len(words) <= 4 else None


def _offset(screen: Screen, word: str, vertical: bool, size: float) -> float | None:
    value = screen.percent(word, vertical)
    if value is None or not word.endswith("%"):
        return value
    return value * (100 - size) / 100


def screen_from(attributes: dict[str, str]) -> Screen:
    """The screen that a root element describes: ttp:cellResolution and tts:extent in pixels."""
    cells = [
        int(x)
        for x in attributes.get("ttp:cellResolution", "").split()
        if x.isascii() and x.isdigit() and len(x) < 6
    ]
    columns, rows = cells if len(cells) == 2 and all(cells) else CELLS
    sizes = [_LENGTH.fullmatch(x) for x in attributes.get("tts:extent", "").split()]
    if len(sizes) == 2 and all(x and x[2] == "px" and float(x[1]) > 0 for x in sizes):
        width, height = (float(x[1]) for x in sizes if x)
        return Screen(columns, rows, width, height)
    return Screen(columns, rows)
