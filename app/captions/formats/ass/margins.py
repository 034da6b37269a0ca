"""Where the margins of a SubStation event or style put its text, and the margins of a placement.

Margins count from the edges of the picture in the script's resolution. Those of the style that most events
use are what a player leaves free anyway, unless they are large; margins beyond them say a place.
"""

from __future__ import annotations

from dataclasses import replace

from app.captions.formats.ass.script import Row
from app.captions.model.document import Align, Placement
from app.captions.model.numpad import from_numpad

MARGINS = ("marginl", "marginr", "marginv")
USUAL = 0.15
"""The share of the picture up to which the main style's own margins are the usual safe area."""
_NEAR = 0.05
"""A named style's margin that differs less from the main style's is no other place."""
_SHARES = {"line-left": 0.0, "center": 0.5, "line-right": 1.0}
_LINE = 100 / 15

Size = tuple[float, float]


def margins_of(row: Row) -> tuple[int, int, int]:
    """Left, right and vertical margin; what cannot be read counts as 0, which means: as the style says."""
    left, right, vertical = (_number(row.get(name, "")) for name in MARGINS)
    return left, right, vertical


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def placed_by_margins(event: Row, style: Row, main: Row, numpad: int, size: Size) -> Placement | None:
    """The placement of a numpad number with the margins in force; only what differs from the main style's."""
    place = from_numpad(numpad)
    own, named, usual = margins_of(event), margins_of(style), margins_of(main)
    across, down = (_moves(own, named, usual, index, size) for index in ((0, 1), (2,)))
    row, column = divmod(numpad - 1, 3)
    place = place or Placement()
    left, right, vertical = (said or given for said, given in zip(own, named, strict=True))
    if down and row != 1:
        line = min(100.0, 100 * vertical / size[1])
        line, align = (100 - line, Align.END) if row == 0 else (line, Align.START)
        place = replace(place, line=round(line, 4), line_align=align, anchor=None)
    if across and left + right < size[0]:
        begin, end = 100 * left / size[0], 100 - 100 * right / size[0]
        at = (begin, (begin + end) / 2, end)[column]
        side = ("line-left", "center", "line-right")[column]
        place = replace(place, column=round(at, 4), column_align=side, size=round(end - begin, 4))
    return place if place != Placement() else None


def _moves(
    own: tuple[int, ...], named: tuple[int, ...], usual: tuple[int, ...], index: tuple[int, ...], size: Size
) -> bool:
    """Whether these margins of an event say another place than captions usually have."""
    whole = size[1] if index == (2,) else size[0]
    for at in index:
        if own[at] and own[at] != usual[at]:
            return True
        if not own[at] and abs(named[at] - usual[at]) > _NEAR * whole:
            return True
        if not own[at] and named[at] > USUAL * whole:
            return True
    return False


def fits_margins(placement: Placement) -> bool:
    """Whether margins say all of this placement: a box across, and a distance from the top or the bottom."""
    if placement.vertical or placement.region or placement.row is not None:
        return False
    if placement.line is not None and placement.column is not None and placement.size is None:
        return False  # a point
    told = (placement.line, placement.line_number, placement.column, placement.size)
    return any(value is not None for value in told) and _line(placement)[1] is not Align.CENTER


def margins_for(placement: Placement, size: Size) -> tuple[int, Row]:
    """The numpad number and the margins of a placement that `fits_margins`."""
    line, edge = _line(placement)
    row = (
        {"top": 2, "middle": 1}.get(placement.anchor or "", 0) if line is None else 2 * (edge is Align.START)
    )
    column = _column(placement)
    rows: Row = {}
    if line is not None:
        share = line if edge is Align.START else 100 - line
        rows["marginv"] = str(max(1, round(share * size[1] / 100)))
    if placement.column is not None or placement.size is not None:
        left, width = _across(placement)
        rows["marginl"] = str(max(1, round(left * size[0] / 100)))
        rows["marginr"] = str(max(1, round((100 - left - width) * size[0] / 100)))
    return row * 3 + column + 1, rows


def _line(placement: Placement) -> tuple[float | None, Align]:
    """The distance from the top in percent, and which edge of the text it is that of."""
    if placement.line_number is not None:
        number = placement.line_number
        at = 100 + (number + 1) * _LINE if number < 0 else number * _LINE
        return min(100.0, max(0.0, at)), Align.END if number < 0 else Align.START
    align = placement.line_align
    return placement.line, align if align in (Align.CENTER, Align.END) else Align.START


def _column(placement: Placement) -> int:
    return {Align.LEFT: 0, Align.START: 0, Align.RIGHT: 2, Align.END: 2}.get(
        placement.align or Align.CENTER, 1
    )


def _across(placement: Placement) -> tuple[float, float]:
    """Left edge and width of the box, in percent."""
    width = 100.0 if placement.size is None else min(max(placement.size, 1.0), 100.0)
    side = placement.column_align or ("line-left", "center", "line-right")[_column(placement)]
    share = _SHARES.get(side, 0.5)
    left = (100 - width) * share if placement.column is None else placement.column - width * share
    left = min(max(left, 0.0), 99.0)
    return left, min(width, 100 - left)
