"""Text styles of Final Cut Pro XML: attributes of `text-style` to and from the document's styles."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from app.captions.model.document import PLAIN, Style

_FLAGS = ("bold", "italic", "underline")
_WHITE, _BLACK = "#ffffff", "#000000"
HELD = frozenset({*_FLAGS, "color", "background", "mode"})
"""The fields of a style that a caption in Final Cut Pro can show."""


def style_of(attributes: Mapping[str, str]) -> Style:
    """The style of a `text-style` element; white on black, the usual, is no style."""
    face = attributes.get("fontFace", "").lower()
    return _style(
        attributes.get("bold") == "1" or "bold" in face,
        attributes.get("italic") == "1" or "italic" in face or "oblique" in face,
        attributes.get("underline") == "1",
        _color(attributes.get("fontColor"), _WHITE),
        _color(attributes.get("backgroundColor"), _BLACK),
    )


@lru_cache(maxsize=1024)
def _style(bold: bool, italic: bool, underline: bool, color: str | None, background: str | None) -> Style:
    style = Style(italic=italic, bold=bold, underline=underline, color=color, background=background)
    return PLAIN if style == PLAIN else style


def attributes_of(style: Style) -> str:
    """The attributes of a `text-style` element for this style."""
    face = " ".join(name.title() for name in ("bold", "italic") if getattr(style, name)) or "Regular"
    flags = "".join(f' {name}="1"' for name in _FLAGS if getattr(style, name))
    color, background = _numbers(style.color or _WHITE), _numbers(style.background or _BLACK)
    return (
        f'font=".SF NS Text" fontSize="13" fontFace="{face}" '
        f'fontColor="{color}" backgroundColor="{background}"{flags}'
    )


def _color(value: str | None, usual: str) -> str | None:
    """Four numbers from 0 to 1 as `#rrggbb` or `#rrggbbaa`; None for the usual colour or no colour."""
    parts = (value or "").split()
    if len(parts) not in (3, 4) or any(len(part) > 32 for part in parts):
        return None
    try:
        levels = [min(max(round(float(part) * 255), 0), 255) for part in parts]
    except (ValueError, OverflowError):
        return None
    if levels[3:] == [255]:
        levels.pop()
    color = "#" + "".join(f"{level:02x}" for level in levels)
    return None if color == usual else color


def _numbers(color: str) -> str:
    levels = [int(color[i : i + 2], 16) for i in range(1, len(color), 2)]
    return " ".join(f"{level / 255:.6g}" for level in (*levels, *([255] if len(levels) == 3 else [])))
