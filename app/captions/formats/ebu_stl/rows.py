"""Vertical position and justification of a subtitle, as a `Placement`."""

from __future__ import annotations

from dataclasses import dataclass

from app.captions.model.document import Align, Placement

TOP, HEIGHT = 10.0, 80.0
"""The safe area in percent of the picture: rows divide it evenly (as EBU Tech 3360 does)."""

TELETEXT_ROWS = 23

_ALIGN = {1: Align.LEFT, 2: Align.CENTER, 3: Align.RIGHT}
_CODES = {Align.LEFT: 1, Align.START: 1, Align.CENTER: 2, Align.RIGHT: 3, Align.END: 3}


@dataclass(frozen=True)
class Grid:
    """The rows of the screen: 23 in teletext, the GSI's maximum in open subtitles."""

    rows: int = TELETEXT_ROWS

    @classmethod
    def of(cls, teletext: bool, most_rows: str) -> Grid:
        """The grid for a display standard and a maximum number of rows as the GSI writes it."""
        said = int(most_rows) if most_rows.isascii() and most_rows.isdigit() and len(most_rows) < 3 else 0
        return cls(TELETEXT_ROWS if teletext or not said else said)

    def placement(self, position: int, justification: int, height: int) -> Placement:
        """Where text of `height` rows from row `position` (from 1) stands.

        In the upper half its top edge is what is known, in the lower half its bottom edge.
        """
        row = HEIGHT / self.rows
        first = min(max(position, 1), self.rows) - 1
        last = min(first + height, self.rows)
        upper = first + last < self.rows
        return Placement(
            line=round(TOP + row * (first if upper else last), 4),
            line_align=Align.START if upper else Align.END,
            align=_ALIGN.get(justification),
        )

    def position(self, placement: Placement | None, height: int) -> int:
        """The row (from 1) where text of `height` rows begins; the bottom when nothing else is said."""
        lowest = max(self.rows - height + 1, 1)
        if placement is None:
            return lowest
        if placement.line is None:
            top, middle = placement.anchor == "top", placement.anchor == "middle"
            return 1 if top else (lowest + 1) // 2 if middle else lowest
        row = round((placement.line - TOP) * self.rows / HEIGHT)
        if placement.line_align is Align.END:
            row -= height
        elif placement.line_align is Align.CENTER:
            row -= height // 2
        return min(max(row + 1, 1), lowest)


def justification(placement: Placement | None) -> int:
    """The justification code: left 1, centred 2 (also when nothing is said), right 3."""
    align = placement.align if placement else None
    return _CODES[align] if align else 2


def is_exact(placement: Placement | None) -> bool:
    """Whether rows and justification say all that the placement says."""
    if placement is None:
        return True
    if placement.vertical or placement.line_number is not None:
        return False
    if placement.column is None:
        return True
    share = {1: 0.0, 2: 50.0, 3: 100.0}[justification(placement)]
    return abs(placement.column - share) <= 15
