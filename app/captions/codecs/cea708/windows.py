"""The windows of a service and the pen that writes in them (CTA-708-E, sections 8.4 and 8.5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.captions.codecs.cea608.caption_lines import Block, TextLine, text_line
from app.captions.codecs.cea608.codes import COLUMNS, ROWS
from app.captions.codecs.cea608.memory import Memory
from app.captions.model.document import PLAIN, Style

_VERTICAL = 75
_COLUMNS_WIDE = 42
_LEVELS = ("00", "55", "aa", "ff")
_RIGHT, _CENTER = 1, 2
_TRANSPARENT, _UPWARD, _STANDARD = 3, 3, 1
_KEPT_STYLES = (0, 1, 2, 3, 6)
_CENTRED_STYLES = (3, 6)
"""Predefined window styles whose text is centred (79.102(q))."""


@dataclass(slots=True)
class Window:
    """A rectangle of character cells: rows and columns from 0, the anchor as it was sent.

    `unkept` collects the names of attributes that were sent, say something, and have no place in a document.
    """

    rows: int = 1
    columns: int = COLUMNS
    vertical: int = 0
    horizontal: int = 0
    point: int = 0
    relative: bool = False
    visible: bool = False
    justify: int = 0
    row: int = 0
    column: int = 0
    style: Style = PLAIN
    scrolled: bool = False
    unkept: set[str] = field(default_factory=set)
    memory: Memory = field(default_factory=Memory)

    def define(self, parameters: bytes, *, new: bool) -> None:
        """DF0 to DF7 (CTA-708-E, section 8.10.5.1): a new size empties a window, text stays otherwise."""
        one, two, three, four, five, six = parameters
        size = ((four & 0x0F) + 1, (five & 0x3F) + 1)
        if not new and size != (self.rows, self.columns):
            self.clear()
        self.visible = bool(one & 0x20)
        self.relative, self.vertical, self.horizontal = bool(two & 0x80), two & 0x7F, three
        self.point, (self.rows, self.columns) = four >> 4, size
        if new or six >> 3 & 7:
            self.justify = _CENTER if six >> 3 & 7 in _CENTRED_STYLES else 0
        if new or six & 7:
            self.style = PLAIN
        named = {"row lock": not one & 0x10, "column lock": not one & 0x08, "priority": one & 0x07}
        named |= {"window style": six >> 3 & 7 not in _KEPT_STYLES, "pen style": six & 7 > 1}
        self._note(named)

    def attributes(self, parameters: bytes) -> None:
        """SWA: the justification; what fills and frames the window, and how it appears, is only noted."""
        fill, border, flow, effect = parameters
        self.justify = flow & 3
        self._note(
            {
                "window fill": fill & 0x3F and fill >> 6 != _TRANSPARENT,
                "window border": border >> 6 or flow & 0x80,
                "word wrap": flow & 0x40,
                "print direction": flow >> 4 & 3,
                "scroll direction": flow >> 2 & 3 not in (0, _UPWARD),
                "display effect": effect & 3,
            }
        )

    def _note(self, named: dict[str, int]) -> None:
        self.unkept.update(name for name, says_something in named.items() if says_something)

    def pen_attributes(self, parameters: bytes) -> None:
        """SPA: italics and underline."""
        sizes, flags = parameters
        self._note(
            {
                "pen size": sizes & 3 != _STANDARD,
                "pen offset": sizes >> 2 & 3 != _STANDARD,
                "text tag": sizes >> 4,
                "font style": flags & 7 > 1,
                "edge type": flags >> 3 & 7,
            }
        )
        self._restyle(italic=bool(flags & 0x80), underline=bool(flags & 0x40))

    def pen_color(self, parameters: bytes) -> None:
        """SPC: colour and opacity of text and background; opacity 1 is flashing."""
        front, back, edge = parameters
        self._note({"edge color": edge & 0x3F, "opacity of text": front >> 6 in (2, _TRANSPARENT)})
        color = _color(front)
        self._restyle(
            color=None if color == "#ffffff" else color,
            flash=front >> 6 == 1,
            background=_background(back),
        )

    def locate(self, parameters: bytes) -> None:
        """SPL: move the pen."""
        self.row, self.column = parameters[0] & 0x0F, parameters[1] & 0x3F

    def write(self, text: str) -> None:
        """Write at the pen."""
        self.column = self.memory.write(self.row, self.column, text, self.style)

    def clear(self) -> None:
        """Remove the text; the pen goes to the first cell."""
        self.memory.clear()
        self.row = self.column = 0
        self.scrolled = False

    def carriage_return(self) -> bool:
        """CR: to the start of the next row; True when the text had to scroll for it."""
        self.column = 0
        if self.row < self.rows - 1:
            self.row += 1
            return False
        self.memory.scroll(self.row, self.rows)
        self.scrolled = True
        return True

    def backspace(self) -> None:
        """BS: remove the character before the pen."""
        if self.column:
            self.column -= 1
            self.memory.erase(self.row, self.column, self.column + 1)

    def block(self, wide: bool, only_row: int | None = None) -> Block:
        """The text lines at their places in the grid of 15 rows and 32 columns."""
        rows = sorted(self.memory.rows.items())
        lines = [text_line(row, cells) for row, cells in rows if only_row in (None, row)]
        return tuple(self._placed(line, wide) for line in lines if line is not None)

    def _placed(self, line: TextLine, wide: bool) -> TextLine:
        across = _COLUMNS_WIDE if wide else COLUMNS
        unit_rows = self.vertical * ROWS / (100 if self.relative else _VERTICAL)
        unit_columns = self.horizontal * across / 100 if self.relative else self.horizontal / 5
        top = unit_rows - self.rows * (self.point // 3) / 2
        left = unit_columns - self.columns * (self.point % 3) / 2
        column = line.column
        if self.justify in (_RIGHT, _CENTER):
            spare = self.columns - len(line.text)
            column = spare if self.justify == _RIGHT else spare // 2
        row = min(max(round(top) + line.row + 1, 1), ROWS)
        return line._replace(
            row=row, column=min(max(round((left + column) * COLUMNS / across), 0), COLUMNS - 1)
        )

    def _restyle(self, **changes: Any) -> None:
        found = replace(self.style, **changes)
        self.style = PLAIN if found == PLAIN else found


def _color(code: int) -> str:
    """Two bits each of red, green and blue. The eight colours every receiver has use 0 and 2 only
    (79.102(l)): there 2 is full."""
    levels = [code >> shift & 3 for shift in (4, 2, 0)]
    if set(levels) <= {0, 2}:
        levels = [3 if level else 0 for level in levels]
    return "#" + "".join(_LEVELS[level] for level in levels)


def _background(code: int) -> str | None:
    opacity, color = code >> 6, _color(code)
    if opacity == 3:
        return "#00000000"
    if opacity == 2:
        return color + "80"
    return None if color == "#000000" else color
