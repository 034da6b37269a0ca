"""The nine positions of a numpad alignment (`\\an1` to `\\an9`: 1 bottom left, 8 top centre, 9 top right)."""

from __future__ import annotations

from app.captions.model.document import Align, Placement

_ANCHORS = ("bottom", "middle", "top")
_ALIGNS = (Align.LEFT, Align.CENTER, Align.RIGHT)
_LEGACY = {1: 1, 2: 2, 3: 3, 5: 7, 6: 8, 7: 9, 9: 4, 10: 5, 11: 6}
"""The older `\\a` numbers (SubStation Alpha v4) as numpad numbers."""

DEFAULT = 2
"""Bottom centre: where captions stand when nothing is said."""


def from_numpad(number: int) -> Placement | None:
    """The placement of a numpad number; None for bottom centre, the default, and for no such number."""
    if number == DEFAULT or not 1 <= number <= 9:
        return None
    row, column = divmod(number - 1, 3)
    align = None if column == 1 else _ALIGNS[column]
    return Placement(anchor=_ANCHORS[row], align=align)


def from_legacy(number: int) -> Placement | None:
    """The placement of an `\\a` number; None for the default and for no such number."""
    return from_numpad(_LEGACY.get(number, DEFAULT))


def to_legacy(number: int) -> int:
    """The `\\a` number of a numpad number."""
    return next(old for old, new in _LEGACY.items() if new == number)


def to_numpad(placement: Placement | None) -> int:
    """The nearest of the nine places for a placement, by thirds of the picture."""
    if placement is None:
        return DEFAULT
    return _row(placement) * 3 + _column(placement) + 1


def is_exact(placement: Placement | None) -> bool:
    """Whether a numpad number says all that this placement says."""
    return placement is None or placement == from_numpad(to_numpad(placement))


def _row(placement: Placement) -> int:
    if placement.anchor in _ANCHORS:
        return _ANCHORS.index(placement.anchor)
    if placement.line is not None:
        return 2 if placement.line < 33.4 else 1 if placement.line < 60 else 0
    if placement.row is not None:
        return 2 if placement.row <= 5 else 1 if placement.row <= 9 else 0
    if placement.line_number is not None and 0 <= placement.line_number <= 5:
        return 2
    return 0


def _column(placement: Placement) -> int:
    if placement.align in (Align.LEFT, Align.START):
        return 0
    if placement.align in (Align.RIGHT, Align.END):
        return 2
    return 1
