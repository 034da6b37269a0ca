"""Style lines of one version of SubStation Alpha as those of the other, and of a document's base style."""

from __future__ import annotations

from app.captions.formats.ass.properties import as_bgr
from app.captions.formats.ass.script import STYLE_COLUMNS, Row, default_style
from app.captions.formats.ass.styles import numpad_of
from app.captions.formats.ass.text import color_of
from app.captions.formats.vtt.cue_settings import show_number
from app.captions.model.document import Style
from app.captions.model.losses import Losses
from app.captions.model.numpad import to_legacy

_COLOURS = ("primarycolour", "secondarycolour", "backcolour")
_OUTLINE = {"ass": "outlinecolour", "ssa": "tertiarycolour"}
_ONLY_ASS = {"underline": ("0", ""), "strikeout": ("0", ""), "scalex": ("100", ""), "scaley": ("100", "")}
_ONLY_ASS |= {"spacing": ("0", ""), "angle": ("0", "")}


def other_version(styles: dict[str, Row], kind: str, losses: Losses) -> dict[str, Row]:
    """The styles of a script of the other version; what only that one has is recorded as lost."""
    return {name: _other(row, kind, losses) | {"name": name} for name, row in styles.items()}


def _other(row: Row, kind: str, losses: Losses) -> Row:
    columns = STYLE_COLUMNS[kind].lower().split(",")
    before = "ssa" if kind == "ass" else "ass"
    made = default_style(kind) | {name: row[name] for name in columns if row.get(name)}
    for name in _COLOURS:
        made[name] = _colour(row.get(name, ""), kind) or default_style(kind)[name]
    outline = _colour(row.get(_OUTLINE[before], ""), kind)
    if outline:
        made[_OUTLINE[kind]] = outline
    numpad = numpad_of(row, before)
    made["alignment"] = str(numpad if kind == "ass" else to_legacy(numpad))
    for name, usual in _ONLY_ASS.items():
        if kind == "ssa" and row.get(name, "0").strip() not in (*usual, "-0"):
            losses.add("styles", "Parts of styles that this version does not have", detail=name)
    return made


def _colour(value: str, kind: str) -> str | None:
    color = color_of(value)
    return None if color is None else _written(color, kind)


def style_for(base: Style, kind: str) -> Row:
    """The usual style of a script made from another format, in the look that all its text has."""
    row = default_style(kind)
    for column, on in (("bold", base.bold), ("italic", base.italic)):
        row[column] = "-1" if on else row[column]
    if kind == "ass":
        row["underline"] = "-1" if base.underline else row["underline"]
        row["strikeout"] = "-1" if base.strike else row["strikeout"]
    if base.color:
        row["primarycolour"] = _written(base.color, kind)
    if base.background:
        row |= {"borderstyle": "3", _OUTLINE[kind]: _written(base.background, kind)}
    if base.size:
        row["fontsize"] = show_number(float(row["fontsize"]) * base.size / 100)
    if base.font:
        row["fontname"] = base.font.replace(",", " ")
    return row


def _written(color: str, kind: str) -> str:
    digits = as_bgr(color)[2:8]
    return f"&H00{digits}" if kind == "ass" else str(int(digits, 16))
