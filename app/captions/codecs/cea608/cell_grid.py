"""Between the cell grid of CEA-608 and places on the picture.

The grid of 15 rows and 32 columns fills the safe caption area, the inner 80 % of the picture both ways
(79.101(d) and (n)(12)): row 1 begins at 10 % of the height, column 0 at 10 % of the width.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.captions.codecs.cea608.caption_lines import Block, between
from app.captions.codecs.cea608.codes import COLUMNS, ROWS
from app.captions.model.document import Align, Placement, Run

SAFE_EDGE = 10.0
ROW_HEIGHT = 80 / ROWS
COLUMN_WIDTH = 80 / COLUMNS

Cells = list[tuple[int, int]]
"""Row and column of every line of a caption."""


def placement_of(block: Block, align: Align | None = None) -> tuple[Placement, Cells | None]:
    """Where a block stands, and the cells of its lines when the placement alone does not say them.

    `align` None finds the alignment from the lines.
    """
    row, indent = block[0].row, min(line.column for line in block)
    widths = [len(line.text) for line in block]
    cells = [(line.row, line.column) for line in block]
    align = align or _alignment(cells, widths)
    width = max(column + wide for (_, column), wide in zip(cells, widths, strict=True)) - indent
    share = {Align.CENTER: width / 2, Align.RIGHT: width}.get(align, 0)
    middle = align is Align.CENTER and indent == (COLUMNS - width) // 2
    placement = Placement(
        line=round(SAFE_EDGE + (row - 1) * ROW_HEIGHT, 2),
        column=50.0 if middle else round(SAFE_EDGE + (indent + share) * COLUMN_WIDTH, 2),
        align=align,
        row=row,
        indent=indent,
    )
    return placement, None if default_cells(placement, widths) == cells else cells


def default_cells(placement: Placement, widths: Sequence[int]) -> Cells:
    """The cells of lines that stand one below the other, aligned as the placement says, from its row on."""
    row, indent = placement.row or 1, placement.indent or 0
    longest = max(widths, default=0)
    if placement.align is Align.CENTER:
        shifts = [(COLUMNS - width) // 2 - (COLUMNS - longest) // 2 for width in widths]
    else:
        shifts = [longest - width if placement.align is Align.RIGHT else 0 for width in widths]
    return [(row + n, indent + shift) for n, shift in enumerate(shifts)]


def _alignment(cells: Cells, widths: Sequence[int]) -> Align:
    """How the lines are aligned. Centring by indents of four columns is up to three columns uneven."""
    columns = {column for _, column in cells}
    margins = [(column, COLUMNS - column - width) for (_, column), width in zip(cells, widths, strict=True)]
    uneven = max(abs(left - right) for left, right in margins)
    if uneven <= (3 if len(cells) == 1 or len(columns) > 1 else 1):
        return Align.CENTER
    if len(columns) > 1 and len({right for _, right in margins}) == 1:
        return Align.RIGHT
    return Align.LEFT


def cue_runs(block: Block) -> list[Run]:
    """The runs of a block's lines, joined by "\\n"."""
    runs = list(block[0].runs)
    for line in block[1:]:
        first, *rest = line.runs
        last = runs[-1]
        if last.style == first.style:
            runs[-1:] = [Run(f"{last.text}\n{first.text}", first.style), *rest]
        elif between(last.style, first.style) == last.style:
            runs[-1:] = [Run(last.text + "\n", last.style), *line.runs]
        else:
            runs += [Run("\n" + first.text, first.style), *rest]
    return runs
