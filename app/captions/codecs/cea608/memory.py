"""A caption memory: fifteen rows of character cells (79.101(d), (e))."""

from __future__ import annotations

from app.captions.model.document import Style

SPACER = "\0"
"""The cell of an attribute code: shown as a space, and the only place where a style may change."""

Cell = tuple[str, Style]
"""One character and its style; `None` in a row is a cell never written to (the picture shows through)."""


class Memory:
    """Displayed or non-displayed memory. Rows count from 1, columns from 0.

    A receiver writes everything past column 31 over the last cell. Here it is kept, since a file with an
    overlong row was meant to be read whole.
    """

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: dict[int, list[Cell | None]] = {}

    def write(self, row: int, column: int, text: str, style: Style) -> int:
        """Put text at a cell and return the column after it."""
        cells = self.rows.get(row)
        if cells is None:
            cells = self.rows[row] = []
        if len(cells) < column:
            cells.extend([None] * (column - len(cells)))
        end = column + len(text)
        cells[column:end] = [(character, style) for character in text]
        return end

    def erase(self, row: int, column: int, end: int | None = None) -> None:
        """Blank the cells from `column` up to `end`, or to the end of the row."""
        cells = self.rows.get(row)
        if cells is None:
            return
        if end is None or end >= len(cells):
            del cells[column:]
        else:
            cells[column:end] = [None] * (end - column)

    def is_blank(self, row: int, column: int) -> bool:
        """Whether a cell that exists shows no character."""
        cells = self.rows.get(row, [])
        cell = cells[column] if 0 <= column < len(cells) else None
        return column >= 0 and (cell is None or cell[0] in (" ", SPACER))

    def clear(self) -> None:
        """Blank every cell."""
        self.rows = {}

    def scroll(self, base: int, depth: int) -> None:
        """Move the rows of a roll-up window one up; the top one is lost, the base row is empty."""
        self.rows = {row - 1: cells for row, cells in self.rows.items() if base - depth + 1 < row <= base}

    def move(self, base: int, target: int, depth: int) -> None:
        """Move a roll-up window to another base row, keeping `depth` rows."""
        kept = {row: cells for row, cells in self.rows.items() if base - depth < row <= base}
        self.rows = {row - base + target: cells for row, cells in kept.items()}
