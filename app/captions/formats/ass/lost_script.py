"""What a SubStation script says in its head and its styles that no other format has, recorded as lost."""

from __future__ import annotations

import re
from typing import Any

from app.captions.formats.ass.script import STYLE_COLUMNS, Row, default_style
from app.captions.model.document import Document
from app.captions.model.losses import Losses

_KEPT = frozenset(
    [
        "name",
        "primarycolour",
        "bold",
        "italic",
        "underline",
        "strikeout",
        "fontname",
        "fontsize",
        "borderstyle",
        "alignment",
        "marginl",
        "marginr",
        "marginv",
        "encoding",
    ]
)
"""Columns that the document's styles and placements say."""
_KNOWN = {"BorderStyle": ("1", "3"), "Encoding": ("1", "0", "-1")}
"""Values of columns that are kept, or that mean nothing today; others are lost."""
_OPAQUE = re.compile(r"\s*(?:&H(?:00)?[0-9A-Fa-f]{0,6}&?|\d{0,8}|)\s*\Z", re.IGNORECASE)
"""A colour without transparency."""
_USUAL_HEADER = {
    "title": None,
    "scripttype": None,
    "playresx": None,
    "playresy": None,
    "layoutresx": None,
    "layoutresy": None,
    "scaledborderandshadow": None,
    "ycbcr matrix": None,
    "wrapstyle": "0",
    "collisions": "normal",
    "timer": "100.0000",
}
"""Header lines that say how the script itself is drawn, with the value that they all have; None for any."""
_MARKED = ("Marked=1", "1")


def note_script(document: Document, losses: Losses) -> None:
    """Record borders, angles and other looks of the styles in use, header lines, and embedded files."""
    carried: dict[str, Any] = document.extras["ass"]
    kind = "ssa" if carried.get("kind") == "ssa" else "ass"
    own = [(cue.extras or {}).get("ass") or {} for cue in document.cues]
    used = {said.get("style") for said in own}
    for name, row in carried.get("styles", {}).items():
        if name in used and (others := _other_columns(row, kind)):
            message = "Borders, shadows and other looks of SubStation styles"
            losses.add("script_styles", message, detail=f"{name}: {', '.join(others)}")
    if {said.get("layer", "0") for said in own} - {"0"}:
        losses.add("layer_order", "Layers: which text is drawn over which")
    if any(said.get("marked") in _MARKED for said in own):
        losses.add("marked", "Lines that are marked in the script")
    for comment in carried.get("comments", ()):
        losses.add("comment", "Comments between captions", detail=comment)
    for line, value in carried.get("info", {}).items():
        if _USUAL_HEADER.get(line.lower(), "") not in (None, value.strip().lower()):
            losses.add("header", "Header lines of the script", detail=line)
    for title in carried.get("other", {}):
        losses.add("sections", "Sections of the script, such as embedded fonts", detail=title)


def _other_columns(row: Row, kind: str) -> list[str]:
    """The columns of a style that say something, and that the document has no place for."""
    usual = default_style(kind)
    names = STYLE_COLUMNS[kind].split(",")
    others = [
        name
        for name in names
        if name.lower() not in _KEPT and row.get(name.lower(), usual[name.lower()]) != usual[name.lower()]
    ]
    if _OPAQUE.match(row.get("primarycolour", "")) is None and kind == "ass":
        others.append("PrimaryColour (opacity)")
    return others + [
        name for name, known in _KNOWN.items() if row.get(name.lower(), known[0]).strip() not in known
    ]
