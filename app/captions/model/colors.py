"""Colours as `#rrggbb`: the names caption files use, and the eight of CEA-608 and WebVTT."""

from __future__ import annotations

import re

BASIC = {
    "white": "#ffffff",
    "lime": "#00ff00",
    "cyan": "#00ffff",
    "red": "#ff0000",
    "yellow": "#ffff00",
    "magenta": "#ff00ff",
    "blue": "#0000ff",
    "black": "#000000",
}
"""The eight colours with a default WebVTT class (WebVTT, "Default text colors")."""

NAMES = BASIC | {
    "green": "#008000",
    "aqua": "#00ffff",
    "fuchsia": "#ff00ff",
    "silver": "#c0c0c0",
    "gray": "#808080",
    "grey": "#808080",
    "maroon": "#800000",
    "olive": "#808000",
    "navy": "#000080",
    "purple": "#800080",
    "teal": "#008080",
    "orange": "#ffa500",
    "pink": "#ffc0cb",
    "brown": "#a52a2a",
    "gold": "#ffd700",
    "transparent": "#00000000",
    "papayawhip": "#ffefd5",
    "peachpuff": "#ffdab9",
}

BASIC_NAMES = {value: name for name, value in BASIC.items()}

_HEX = re.compile(r"#?([0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?)\Z")
_SHORT = re.compile(r"#([0-9a-fA-F]{3,4})\Z")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*([\d.]{1,8})\s*)?\)\Z")


def parse_color(value: str) -> str | None:
    """`#rrggbb` or `#rrggbbaa` in lower case from a name, hex digits or `rgb()`; None when it is none."""
    value = value.strip().strip("\"'").lower()
    if value in NAMES:
        return NAMES[value]
    if match := _HEX.match(value):
        return "#" + match[1].lower()
    if match := _SHORT.match(value):
        return "#" + "".join(digit * 2 for digit in match[1])
    if match := _RGB.match(value):
        return _from_rgb(match)
    return None


def _from_rgb(match: re.Match[str]) -> str | None:
    red, green, blue = (int(match[i]) for i in (1, 2, 3))
    if max(red, green, blue) > 255:
        return None
    base = f"#{red:02x}{green:02x}{blue:02x}"
    if match[4] is None:
        return base
    try:
        alpha = min(1.0, float(match[4]))
    except ValueError:
        return None
    return f"{base}{round(alpha * 255):02x}"
