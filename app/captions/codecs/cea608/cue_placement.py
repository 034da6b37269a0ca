"""Where the lines of a cue go in the grid of 15 rows and 32 columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.captions.codecs.cea608.cell_grid import COLUMN_WIDTH, ROW_HEIGHT, SAFE_EDGE, Cells, default_cells
from app.captions.codecs.cea608.codes import COLUMNS, ROWS
from app.captions.codecs.cea608.decoder import EXTRAS
from app.captions.codecs.cea608.line_codes import PlacedLine, fitted
from app.captions.codecs.cea608.line_text import StyledWords, width
from app.captions.model.document import Align, Cue, Document, Placement

_SIDES = {Align.START: Align.LEFT, Align.END: Align.RIGHT}


def placed(
    cue: Cue, lines: Sequence[StyledWords], document: Document, default: Align
) -> tuple[PlacedLine, ...]:
    """The lines of one screen at their rows and columns: the source's own cells, its grid placement, the
    place on the picture, or the bottom in the default alignment."""
    widths = [width(line) for line in lines]
    cells = _own_cells(cue, widths) or _cells(cue.placement, document, widths, default)
    return tuple(fitted(row, column, line) for (row, column), line in zip(cells, lines, strict=True))


def _own_cells(cue: Cue, widths: Sequence[int]) -> Cells | None:
    """The cells the source gave, as long as the text still fits in them."""
    stored = ((cue.extras or {}).get(EXTRAS) or {}).get("cells")
    if not isinstance(stored, list) or len(stored) != len(widths):
        return None
    cells = [(pair[0], pair[1]) for pair in stored if isinstance(pair, list | tuple) and len(pair) == 2]
    if len(cells) != len(widths) or not all(isinstance(n, int) for pair in cells for n in pair):
        return None
    rows = [row for row, _ in cells]
    inside = all(0 <= column <= COLUMNS - wide for (_, column), wide in zip(cells, widths, strict=True))
    return cells if inside and rows[0] >= 1 and rows[-1] <= ROWS and rows == sorted(set(rows)) else None


def _cells(placement: Placement | None, document: Document, widths: Sequence[int], default: Align) -> Cells:
    placement = _in_region(placement or Placement(), document)
    align = placement.align or default
    align = _SIDES.get(align, align)
    row = min(max(_row(placement, len(widths)), 1), ROWS - len(widths) + 1)
    indent = _indent(placement, align, max(widths))
    return default_cells(Placement(row=row, indent=indent, align=align), widths)


def _in_region(placement: Placement, document: Document) -> Placement:
    """A cue that only names a region takes the region's place."""
    region = document.regions.get(placement.region) if placement.region else None
    if region is None or placement.line is not None or placement.row is not None or region.top is None:
        return placement
    if region.display_align == "after":
        bottom = region.top + (region.height or 0)
        return replace(placement, line=bottom, line_align=Align.END)
    return replace(placement, line=region.top)


def _row(placement: Placement, count: int) -> int:
    """The row of the first of `count` lines."""
    if placement.row is not None:
        return placement.row
    if placement.line is not None:
        first = round((placement.line - SAFE_EDGE) / ROW_HEIGHT) + 1
        shift = {Align.END: count, Align.CENTER: count // 2}.get(placement.line_align or Align.START, 0)
        return first - shift
    if placement.line_number is not None:
        number = placement.line_number
        return number + 1 if number >= 0 else ROWS + 1 + number - count + 1
    return {"top": 1, "middle": (ROWS - count) // 2 + 1}.get(placement.anchor or "", ROWS - count + 1)


def _indent(placement: Placement, align: Align, longest: int) -> int:
    """The leftmost column of lines of which the longest takes `longest` columns."""
    if placement.column is not None:
        column = (placement.column - SAFE_EDGE) / COLUMN_WIDTH
        share = {Align.CENTER: longest / 2, Align.RIGHT: longest}.get(align, 0)
        found = int(max(column - share + 0.01, 0))
    elif placement.indent is not None:
        found = placement.indent
    else:
        found = {Align.LEFT: 0, Align.RIGHT: COLUMNS - longest}.get(align, (COLUMNS - longest) // 2)
    return max(min(found, COLUMNS - longest), 0)
