"""What CEA-608 can show of a style, and the codes that change from one pen to another."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.captions.codecs.cea608.codes import (
    BACKGROUNDS,
    CLEAR_BACKGROUND,
    COLORS,
    FON,
    HALF,
    ITALICS,
    background,
    mid_row,
)
from app.captions.model.document import PLAIN, Style
from app.captions.model.losses import Losses

BLACK = 7
"""Black text, after the seven colours; it exists as an attribute of its own."""


class PenAttributes(NamedTuple):
    """A style in CEA-608's terms: colour number, flags, and the background as document colour or None."""

    color: int = 0
    italic: bool = False
    underline: bool = False
    flash: bool = False
    background: str | None = None


DEFAULT = PenAttributes()

_FORM = re.compile(r"#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?")
_DARK = 64
"""Text with every part below this is meant for a light ground; on the usual black it has to be white."""

HELD = frozenset({"italic", "underline", "mode"})
HELD_IN_FULL = HELD | {"flash", "color", "background"}
"""Fields of a style that have a code, without and with the colours."""


def pen_attributes_of(style: Style, *, colors: bool, number: int, losses: Losses) -> PenAttributes:
    """The nearest pen; a colour changed to its neighbour is recorded. Without `colors` there is none."""
    if style is PLAIN:
        return DEFAULT
    if not colors:
        return PenAttributes(italic=style.italic, underline=style.underline)
    back = _background(_checked(style.background, "background", number, losses), number, losses)
    color = _color(_checked(style.color, "color", number, losses), back, number, losses)
    return PenAttributes(color, style.italic, style.underline, style.flash, back)


def _checked(color: str | None, kind: str, number: int, losses: Losses) -> str | None:
    """A colour in the document's form; what a project file may say instead is recorded as lost."""
    if not color or _FORM.fullmatch(color):
        return color and color.lower()
    losses.add(kind, "Colours that are not #rrggbb", cue=number, detail=color)
    return None


def _color(color: str | None, back: str | None, number: int, losses: Losses) -> int:
    if not color:
        return 0
    if color[:7] == "#000000" and back not in (None, "#000000" + HALF):
        return BLACK
    dark = max(int(color[n : n + 2], 16) for n in (1, 3, 5)) < _DARK
    nearest = 0 if dark else min(range(len(COLORS)), key=lambda n: _distance(color, COLORS[n]))
    if COLORS[nearest] != color[:7] or color[7:] not in ("", "ff"):
        losses.add("color", "Text colour changed to the nearest of the seven", cue=number, detail=color)
    return nearest


def _background(color: str | None, number: int, losses: Losses) -> str | None:
    """A background that has a code; black, the usual one, is None."""
    if not color or color in ("#000000", "#000000ff"):
        return None
    if color[7:] == "00":
        return CLEAR_BACKGROUND
    nearest = min(BACKGROUNDS, key=lambda known: _distance(color, known))
    found = nearest + (HALF if color[7:] not in ("", "ff") else "")
    if found != color[:7] + ("" if color[7:] == "ff" else color[7:]):
        losses.add("background", "Background changed to the nearest of the eight", cue=number, detail=color)
    return None if found == "#000000" else found


def _distance(one: str, other: str) -> int:
    return sum((int(one[n : n + 2], 16) - int(other[n : n + 2], 16)) ** 2 for n in (1, 3, 5))


def attribute_codes(before: PenAttributes, after: PenAttributes) -> list[int]:
    """The words that lead from one pen to another, each taking one cell; words of backgrounds and of black
    text replace a space sent before them."""
    if before == after:
        return []
    words = []
    if before.background != after.background:
        words.append(background(after.background or "#000000"))
    stops = before.flash and not after.flash
    recolored = before.color != after.color or (before.italic and not after.italic)
    underlined = before.underline != after.underline
    if recolored or (not after.italic and (underlined or stops)):
        words += _colored(after, stops)
    if after.italic and (recolored or not before.italic or underlined or stops):
        words.append(mid_row(ITALICS, after.underline))
    if after.flash and (not before.flash or len(words) > (before.background != after.background)):
        words.append(FON)
    return words


def _colored(pen: PenAttributes, stops_flashing: bool) -> list[int]:
    if pen.color != BLACK:
        return [mid_row(pen.color, pen.underline)]
    black = 0x172E | pen.underline
    return [mid_row(0, False), black] if stops_flashing else [black]


def replaces_space(word: int) -> bool:
    """Whether this attribute word takes the cell of a space sent before it."""
    return word & 0x7FF0 == 0x1020 or word & 0x7FFC == 0x172C


def preamble_attribute(pen: PenAttributes) -> int | None:
    """The attribute number with which a preamble alone gives these attributes; None when it cannot."""
    if pen.flash or pen.background or pen.color == BLACK or (pen.italic and pen.color):
        return None
    return ITALICS if pen.italic else pen.color
