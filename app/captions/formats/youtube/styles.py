"""The head of srv3: pens are styles, window styles and positions are places.

No public specification; as the site delivers them, and as the open YTSubConverter reads and writes them. `ap`
counts the nine places from the top left, `ah` and `av` are percent of the picture, `sz` counts a quarter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.captions.model.colors import parse_color
from app.captions.model.document import PLAIN, Align, Document, Placement, Style
from app.captions.model.numpad import from_numpad
from app.captions.model.run_builder import interned

Attributes = Mapping[str, str]
WHITE = ("#ffffff", "#fefefe")
"""The usual colour, and what stands for it where players do not obey the first."""
OPAQUE = 254
FONTS = {
    "1": "Courier New",
    "2": "Times New Roman",
    "3": "Lucida Console",
    "5": "Comic Sans MS",
    "6": "Monotype Corsiva",
    "7": "Carrois Gothic SC",
}
JUSTIFIED = {Align.LEFT: "0", Align.RIGHT: "1", Align.CENTER: "2"}
_ALIGNS = {"0": Align.LEFT, "1": Align.RIGHT}
_LINE_ALIGNS = (Align.START, Align.CENTER, Align.END)
_COLUMN_ALIGNS = ("line-left", "center", "line-right")
_UNKEPT = {
    "rb": "ruby",
    "of": "raised and lowered text",
    "et": "edges of letters",
    "hg": "packed text",
    "te": "emphasis",
    "pd": "vertical text",
}


@dataclass(frozen=True, slots=True)
class Head:
    """Pens, window positions and window styles by their ids."""

    pens: Mapping[str | None, Attributes]
    positions: Mapping[str | None, Attributes]
    windows: Mapping[str | None, Attributes]


def head_of(root: Any) -> Head:
    """The tables at the head of an srv3 file."""
    pens, positions, windows = (
        {n.get("id"): dict(n.attrib) for n in root.iter(tag)} for tag in ("pen", "wp", "ws")
    )
    return Head(pens, positions, windows)


def note_unkept(document: Document, head: Head) -> None:
    """Report what pens and window styles say that the document has no place for."""
    said = {
        name
        for table in (head.pens, head.windows)
        for each in table.values()
        for name, v in each.items()
        if v != "0"
    }
    unkept = [what for name, what in _UNKEPT.items() if name in said]
    if unkept:
        document.add_issue("not_kept", f"Read, but not kept: {', '.join(unkept)} (srv3).")


def style_of(pen: Attributes | None) -> Style:
    """The style of a pen; plain for none."""
    return _style(tuple(sorted(pen.items()))) if pen else PLAIN


@lru_cache(maxsize=1024)
def _style(items: tuple[tuple[str, str], ...]) -> Style:
    pen = dict(items)
    color, opacity = parse_color(pen.get("fc", "")), _number(pen.get("fo"), 255)
    said = (("opacity", f"{opacity / 255:.2f}"),) if opacity < OPAQUE else ()
    size = _number(pen.get("sz"), 100)
    return interned(
        Style(
            italic=pen.get("i") == "1",
            bold=pen.get("b") == "1",
            underline=pen.get("u") == "1",
            color=None if color in WHITE else color,
            background=_background(pen),
            font=FONTS.get(pen.get("fs", "")),
            size=None if size == 100 else max(100 + (size - 100) // 4, 1),
            properties=said,
        )
    )


def _background(pen: Attributes) -> str | None:
    color, opacity = parse_color(pen.get("bc", "")), _number(pen.get("bo"), 255)
    if color is None or "bc" not in pen:
        return None
    return color[:7] if opacity >= OPAQUE else f"{color[:7]}{min(opacity, 255):02x}"


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else usual


def place_of(head: Head, position: str | None, window: str | None) -> Placement | None:
    """Where a caption stands; None for the usual place, centred at the bottom."""
    said = head.positions.get(position)
    align = _ALIGNS.get(head.windows.get(window, {}).get("ju", ""))
    if said is None:
        return Placement(align=align, anchor="bottom") if align else None
    anchor = min(_number(said.get("ap"), 7), 8)
    across, down = min(_number(said.get("ah"), 50), 100), min(_number(said.get("av"), 100), 100)
    row, column = divmod(anchor, 3)
    if (across, down) == (50 * column, 50 * row):
        return from_numpad((2 - row) * 3 + column + 1)
    return Placement(
        line=float(down),
        column=float(across),
        line_align=_LINE_ALIGNS[row],
        column_align=_COLUMN_ALIGNS[column],
        align=align,
    )
