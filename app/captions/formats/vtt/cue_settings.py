"""WebVTT cue settings and regions (WebVTT, sections 6.2 and 6.3) to `Placement` and `Region` and back."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

from app.captions.model.document import Align, Placement, Region

_PERCENT = re.compile(r"(\d{1,400}(?:\.\d{1,400})?)%\Z", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,400}(?:\.\d{1,400})?\Z", re.ASCII)
_SPACES = re.compile(r"[ \t\n\f\r]+")
_ALIGNS = {item.value: item for item in Align}
_LINE_ALIGNS = {name: _ALIGNS[name] for name in ("start", "center", "end")}
_COLUMN_ALIGNS = ("line-left", "center", "line-right")
_MOST_LINES = 2**31
_LINE_PERCENT = 5.33
"""A region line is 5.33vh high by definition."""

EMPTY = Placement()


def parse_settings(text: str, regions: dict[str, Region], lenient: bool = False) -> Placement | None:
    """The settings after a cue's times; what is not a setting is ignored, as the standard says.

    `lenient` also takes `align:middle` and `position:50%,middle` of older drafts.
    """
    said: dict[str, Any] = {}
    for setting in _SPACES.split(text):
        name, colon, value = setting.partition(":")
        if name and colon and value:
            if lenient and value.endswith("middle"):
                value = value[:-6] + "center"
            said |= _setting(name, value, regions)
    placement = Placement(**said)
    moved = placement.line is not None or placement.line_number is not None
    if placement.region is not None and (moved or placement.size not in (None, 100) or placement.vertical):
        placement = replace(placement, region=None)
    return placement if placement != EMPTY else None


def _setting(name: str, value: str, regions: dict[str, Region]) -> dict[str, Any]:
    match name:
        case "region":
            return {"region": value if value in regions else None}
        case "vertical":
            return {"vertical": value} if value in ("rl", "lr") else {}
        case "align":
            return {"align": _ALIGNS[value]} if value in _ALIGNS else {}
        case "size":
            size = parse_percent(value)
            return {} if size is None else {"size": size}
        case "position":
            return _position(value)
        case "line":
            return _line(value)
    return {}


def _position(value: str) -> dict[str, Any]:
    number, comma, align = value.partition(",")
    column = parse_percent(number)
    if column is None or (comma and align not in _COLUMN_ALIGNS):
        return {}
    return {"column": column, "column_align": align or None}


def _line(value: str) -> dict[str, Any]:
    number, comma, align = value.partition(",")
    if comma and align not in _LINE_ALIGNS:
        return {}
    line_align = _LINE_ALIGNS.get(align)
    if number.endswith("%"):
        percent = parse_percent(number)
        return {} if percent is None else {"line": percent, "line_number": None, "line_align": line_align}
    if not _NUMBER.match(number):
        return {}
    # Snapped lines are whole: the standard rounds by adding a half and flooring (section 7.2).
    whole = math.floor(max(-_MOST_LINES, min(_MOST_LINES, float(number))) + 0.5)
    return {"line": None, "line_number": whole, "line_align": line_align}


def parse_percent(value: str) -> float | None:
    """`12.5%` as 12.5, to four decimals; None when it is no percentage from 0 to 100."""
    match = _PERCENT.match(value)
    if match is None:
        return None
    number = round(float(match[1]), 4)
    return number if number <= 100 else None


def show_number(value: float) -> str:
    """A percentage without needless zeros."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def format_settings(placement: Placement) -> str:
    """The placement as WebVTT cue settings, "" when WebVTT has none for it."""
    parts = []
    if placement.vertical:
        parts.append(f"vertical:{placement.vertical}")
    line = _format_line(placement)
    if line:
        parts.append(f"line:{line}" + (f",{placement.line_align}" if placement.line_align else ""))
    if placement.column is not None:
        align = f",{placement.column_align}" if placement.column_align else ""
        parts.append(f"position:{show_number(placement.column)}%{align}")
    if placement.size is not None:
        parts.append(f"size:{show_number(placement.size)}%")
    if placement.align:
        parts.append(f"align:{placement.align}")
    if placement.region and not line and placement.size in (None, 100) and not placement.vertical:
        parts.append(f"region:{placement.region}")
    return " ".join(parts)


def _format_line(placement: Placement) -> str:
    if placement.line_number is not None:
        return str(placement.line_number)
    if placement.line is not None:
        return f"{show_number(placement.line)}%"
    if placement.anchor == "top":
        return "0"
    return "50%" if placement.anchor == "middle" else ""


def parse_region(text: str) -> Region | None:
    """A REGION block's settings; None without an id. What they say is kept in `extras` for writing back."""
    found: dict[str, Any] = {}
    for setting in _SPACES.split(text):
        name, colon, value = setting.partition(":")
        if name and colon and value:
            found |= _region_setting(name, value)
    if "id" not in found:
        return None
    region = Region(found.pop("id"), scroll=found.get("scroll"), extras={"vtt": found})
    width, lines = found.get("width", 100.0), found.get("lines", 3)
    anchor, viewport = found.get("regionanchor", (0.0, 100.0)), found.get("viewportanchor", (0.0, 100.0))
    region.width, region.height = width, round(min(lines * _LINE_PERCENT, 100.0), 4)
    region.left = round(viewport[0] - anchor[0] * width / 100, 4)
    region.top = round(viewport[1] - anchor[1] * region.height / 100, 4)
    return region


def _region_setting(name: str, value: str) -> dict[str, Any]:
    if name == "id":
        return {"id": value}
    if name == "scroll":
        return {"scroll": "up"} if value == "up" else {}
    if name == "lines":
        return {"lines": min(int(value), _MOST_LINES)} if value.isdecimal() and len(value) < 400 else {}
    if name == "width":
        width = parse_percent(value)
        return {} if width is None else {"width": width}
    if name in ("regionanchor", "viewportanchor"):
        x, _, y = value.partition(",")
        left, top = parse_percent(x), parse_percent(y)
        return {} if left is None or top is None else {name: (left, top)}
    return {}


def format_region(region: Region) -> str:
    """A REGION block; a region from another format is described by its top left corner."""
    said = region.extras.get("vtt") or _from_box(region)
    parts = [f"id:{region.id}"]
    for name in ("width", "lines", "regionanchor", "viewportanchor", "scroll"):
        value = said.get(name)
        if value is None:
            continue
        if isinstance(value, tuple):
            value = ",".join(f"{show_number(number)}%" for number in value)
        elif name == "width":
            value = f"{show_number(value)}%"
        parts.append(f"{name}:{value}")
    return "REGION\n" + "\n".join(parts) + "\n"


def _from_box(region: Region) -> dict[str, Any]:
    height = region.height if region.height is not None else 3 * _LINE_PERCENT
    return {
        "width": region.width,
        "lines": max(1, round(height / _LINE_PERCENT)),
        "regionanchor": (0.0, 0.0),
        "viewportanchor": (_bounded(region.left), _bounded(region.top)),
        "scroll": region.scroll,
    }


def _bounded(value: float | None) -> float:
    return min(100.0, max(0.0, value or 0.0))
