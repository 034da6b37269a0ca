"""What a caption memory shows: lines of styled text, and the blocks they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from app.captions.codecs.cea608.memory import SPACER, Cell, Memory
from app.captions.model.document import PLAIN, Run, Style

BLOCK_GAP = 3
"""This many empty rows between lines make two captions of them: a top and a bottom one."""


class TextLine(NamedTuple):
    """One row of text: where its first visible character stands, its runs, and its words."""

    row: int
    column: int
    runs: tuple[Run, ...]
    text: str


Block = tuple[TextLine, ...]
"""Lines that stand together, from top to bottom."""


def blocks_of(memory: Memory, only_row: int | None = None) -> list[Block]:
    """The blocks a memory shows, from top to bottom; `only_row` looks at one row."""
    rows = sorted(memory.rows.items())
    lines = [line for row, cells in rows if only_row in (None, row) and (line := text_line(row, cells))]
    blocks: list[Block] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or lines[index].row - lines[index - 1].row > BLOCK_GAP:
            blocks.append(tuple(lines[start:index]))
            start = index
    return blocks


def text_line(row: int, cells: Sequence[Cell | None], spacer: str = SPACER) -> TextLine | None:
    """A row without the blanks around its words; None when it shows nothing.

    Blank cells between words are spaces. An attribute code beside a space adds no second one: that is how
    captioners who do not count on the code's own cell write.
    """
    text = "".join([cell[0] if cell else " " for cell in cells]).replace(spacer, " ")
    column = len(text) - len(text.lstrip())
    shown = cells[column : len(text.rstrip())]
    if not shown:
        return None
    style = shown[0][1] if shown[0] else PLAIN
    if all(cell is not None and cell[1] is style and cell[0] != spacer for cell in shown):
        return TextLine(row, column, (Run(text.strip(), style),), text.strip())
    runs = tuple(styled_runs(_with_spaces(shown, spacer)))
    return TextLine(row, column, runs, "".join(run.text for run in runs))


def styled_runs(pieces: Iterable[tuple[str, Style]]) -> list[Run]:
    """Neighbouring pieces of one style as one run."""
    groups = groupby(pieces, key=lambda piece: piece[1])
    return [Run("".join(text for text, _ in group), style) for style, group in groups]


def between(left: Style, right: Style) -> Style:
    """The style of the space between two words: theirs, the plain one of the two, or the left one."""
    return right if right == PLAIN else left


def _with_spaces(cells: Sequence[Cell | None], spacer: str) -> list[tuple[str, Style]]:
    """Cells from one visible character to another, every gap turned into spaces of the fitting style."""
    pieces: list[tuple[str, Style]] = []
    gap = spacers = 0
    for cell in cells:
        if cell is None or cell[0] == " " or cell[0] == spacer:
            gap += 1
            spacers += cell is not None and cell[0] == spacer
            continue
        if gap:
            pieces.append((" " * max(1, gap - spacers), between(pieces[-1][1], cell[1])))
            gap = spacers = 0
        pieces.append(cell)
    return pieces
