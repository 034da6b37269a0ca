"""The box of a placement, and a box as region attributes."""

from __future__ import annotations

from app.captions.formats.ttml.regions import Box
from app.captions.model.document import Align, Placement

Attributes = tuple[tuple[str, str], ...]

_MODES = {"rl": "tbrl", "lr": "tblr"}
_LINE = 100 / 15
"""The height of a line in the default grids of WebVTT and TTML, in percent."""

_LEAST = 8.0
"""The least height of a box in percent: room for one line at the very edge of the picture."""

_SIDES = {
    Align.START: "line-left",
    Align.LEFT: "line-left",
    Align.END: "line-right",
    Align.RIGHT: "line-right",
}
_SHARES = {"line-left": 0.0, "center": 0.5, "line-right": 1.0}


def region_attributes(box: Box | None, depth: str | None, vertical: str | None) -> Attributes:
    """The attributes of a `<region>`; `depth` is tts:displayAlign, `vertical` "rl" or "lr"."""
    said: list[tuple[str, str]] = []
    if box is not None:
        left, top, width, height = box
        said.append(("tts:origin", f"{_percent(left)} {_percent(top)}"))
        said.append(("tts:extent", f"{_percent(width)} {_percent(height)}"))
    if depth:
        said.append(("tts:displayAlign", depth))
    if vertical in _MODES:
        said.append(("tts:writingMode", _MODES[vertical]))
    return tuple(said)


def _percent(value: float) -> str:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return f"{'0' if text in ('-0', '') else text}%"


def box_for(placement: Placement) -> tuple[Box | None, str]:
    """The box and displayAlign of a placement without a region; no box when it names no place."""
    line, line_align = placement.line, placement.line_align or Align.START
    if line is None and placement.line_number is not None:
        number = placement.line_number
        line = 100 + (number + 1) * _LINE if number < 0 else number * _LINE
        line_align = Align.END if number < 0 else Align.START
    if line is None and placement.column is None and placement.size is None:
        return None, "before" if placement.vertical else "after"
    line = None if line is None else min(max(line, 0.0), 100.0)
    if placement.vertical:
        return _vertical(placement, line, line_align)
    left, width = _across(placement)
    if line is None:
        anchors = {"top": "before", "middle": "center"}
        return (left, 10.0, width, 80.0), anchors.get(placement.anchor or "", "after")
    if line_align is Align.END:
        return (left, 0.0, width, max(line, _LEAST)), "after"
    if line_align is Align.CENTER:
        half = max(min(line, 100 - line), _LEAST / 2)
        return (left, min(max(line - half, 0.0), 100 - 2 * half), width, 2 * half), "center"
    top = min(line, 100 - _LEAST)
    return (left, top, width, 100 - top), "before"


def _across(placement: Placement) -> tuple[float, float]:
    """Left edge and width of horizontal text."""
    width = 100.0 if placement.size is None else min(max(placement.size, 1.0), 100.0)
    side = placement.column_align or _SIDES.get(placement.align or Align.CENTER, "center")
    share = _SHARES.get(side, 0.5)
    left = (100 - width) * share if placement.column is None else placement.column - width * share
    left = min(max(left, 0.0), 99.0)
    return left, min(width, 100 - left)


def _vertical(placement: Placement, line: float | None, line_align: Align) -> tuple[Box, str]:
    """Vertical text: its lines run down from `line`, and stack from the side that `column` names."""
    height = 80.0 if placement.size is None else min(max(placement.size, 1.0), 100.0)
    share = {Align.CENTER: 0.5, Align.END: 1.0}.get(line_align, 0.0)
    top = (100 - height) / 2 if line is None else min(max(line - height * share, 0.0), 99.0)
    height = min(height, 100 - top)
    right_first = placement.vertical == "rl"
    column, side = placement.column, placement.column_align
    if column is None:
        return (10.0, top, 80.0, height), "before"
    if side == "line-right":
        return (0.0, top, max(column, _LEAST), height), "before" if right_first else "after"
    if side == "line-left":
        left = min(column, 100 - _LEAST)
        return (left, top, 100 - left, height), "after" if right_first else "before"
    half = max(min(column, 100 - column), _LEAST / 2)
    return (min(max(column - half, 0.0), 100 - 2 * half), top, 2 * half, height), "center"
