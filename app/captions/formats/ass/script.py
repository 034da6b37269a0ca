"""The sections of a SubStation Alpha script: info, styles, events, and what is only carried along.

Both versions, v4.00 (SSA) and v4.00+ (ASS), are read by their own Format lines, so that columns may stand in
any order, as the specification allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from app.captions.text_io.line_ends import unify_lines

Row = dict[str, str]
_SECTION = re.compile(r"\[([^\]]{1,80})\]\Z")
EVENTS_ALONE = re.compile(
    r"\s{0,99}(?:Dialogue|Comment):\s?(?:Marked=)?\d{1,4},\s{0,9}-?\d{1,6}:\d\d?:\d\d?[.:]"
)
"""How lines of events begin that were copied out of a script."""
STYLE_COLUMNS = {
    "ass": "Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,"
    "Bold,Italic,Underline,StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,"
    "Alignment,MarginL,MarginR,MarginV,Encoding",
    "ssa": "Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,TertiaryColour,BackColour,"
    "Bold,Italic,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,AlphaLevel,Encoding",
}
_KINDS = {"Dialogue": "dialogue", "Comment": "comment"}
"""The kinds of nearly all lines, as they are spelled."""
_TABLES = ("events", "v4 styles", "v4+ styles")
EVENT_COLUMNS = {
    "ass": "Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text",
    "ssa": "Marked,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text",
}
DEFAULT_STYLE = {
    "ass": "Default,Arial,60,&H00FFFFFF,&H000000FF,&H00000000,&H80000000,"
    "0,0,0,0,100,100,0,0,1,3,1,2,60,60,50,1",
    "ssa": "Default,Arial,60,16777215,255,0,0,0,0,1,3,1,2,60,60,50,0,1",
}


@dataclass(slots=True)
class Event:
    """One Dialogue or Comment line by column name."""

    kind: str
    row: Row


@dataclass(slots=True)
class Script:
    """A script as its sections; `kind` is "ass" or "ssa"; `other` sections are raw lines by title."""

    kind: str = "ass"
    info: Row = field(default_factory=dict)
    styles: dict[str, Row] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    other: dict[str, list[str]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def parse_script(text: str) -> Script:
    """A script from its text; lines that cannot be understood are listed in `skipped`."""
    script = Script()
    section = place = ""
    columns: list[str] = []
    usual = 0  # how many columns an event has, once the script has said so
    if EVENTS_ALONE.match(text):
        text = f"[Events]\n{text}"
    for line in _joined_lines(unify_lines(text)):
        if usual and line[:9] == "Dialogue:":  # as nearly all lines
            values = line[9:].lstrip().split(",", usual - 1)
            if len(values) == usual:
                script.events.append(Event("dialogue", dict(zip(columns, values, strict=False))))
                continue
        if line[0] == "[" and (match := _SECTION.match(line)):
            section = match[1].strip()
            place = section.lower()
            script.kind = "ssa" if place == "v4 styles" else script.kind
            columns, usual = [], 0
        elif not section:
            continue
        elif place == "script info":
            name, colon, value = line.partition(":")
            if colon and line[0] not in ";!":
                script.info[name.strip()] = value.strip()
        elif place not in _TABLES:
            script.other.setdefault(section, []).append(line)
        else:
            name, _, value = line.partition(":")
            name, value = _KINDS.get(name) or name.strip().lower(), value.strip()
            if name == "format":
                columns = [column.strip().lower() for column in value.split(",")]
                usual = len(columns) if place == "events" else 0
            elif not _row(script, place, name, value, columns) and line[0] not in ";!":
                script.skipped.append(line)
    return script


def _joined_lines(text: str) -> Iterator[str]:
    """Lines without the space around them; a Format line broken after a comma is put together again."""
    pending = ""
    for line in text.split("\n"):
        line = line.strip()
        if pending:
            line, pending = pending + line, ""
        if line[-1:] == "," and line[:7].lower() == "format:" and len(line) < 2000:
            pending = line
        elif line:
            yield line


def _row(script: Script, section: str, name: str, value: str, columns: list[str]) -> bool:
    """Add a Style, Dialogue or Comment line; False when the line is none of them."""
    if section == "events" and name in ("dialogue", "comment"):
        columns = columns or EVENT_COLUMNS[script.kind].lower().split(",")
        values = value.split(",", len(columns) - 1)
        if len(values) < len(columns):
            return False
        script.events.append(Event(name, dict(zip(columns, values, strict=False))))  # counted above
        return True
    if section != "events" and name == "style":
        columns = columns or STYLE_COLUMNS[script.kind].lower().split(",")
        row = dict(zip(columns, (part.strip() for part in value.split(",")), strict=False))
        script.styles[row.get("name", "Default")] = row
        return True
    return False


def format_script(script: Script) -> str:
    """A script as text, in the column order its version prescribes."""
    kind = script.kind
    usual = default_style(kind)
    lines = ["[Script Info]", *(f"{name}: {value}" for name, value in script.info.items()), ""]
    lines += ["[V4+ Styles]" if kind == "ass" else "[V4 Styles]", f"Format: {_spaced(STYLE_COLUMNS[kind])}"]
    names = STYLE_COLUMNS[kind].lower().split(",")
    lines += [f"Style: {_values(usual | row, names)}" for row in script.styles.values()]
    for title, raw in script.other.items():
        lines += ["", f"[{title}]", *raw]
    lines += ["", "[Events]", f"Format: {_spaced(EVENT_COLUMNS[kind])}"]
    names = EVENT_COLUMNS[kind].lower().split(",")
    values, comment = itemgetter(*names), _KINDS["Comment"]
    for event in script.events:
        title = "Comment" if event.kind == comment else "Dialogue"
        lines.append(f"{title}: {','.join(values(event.row))}")
    return "\n".join(lines) + "\n"


def _spaced(columns: str) -> str:
    return columns.replace(",", ", ")


def _values(row: Row, names: list[str]) -> str:
    return ",".join([row.get(name, "") for name in names])


def default_style(kind: str) -> Row:
    """The style of scripts made from other formats: white Arial with a black outline, bottom centre."""
    columns = STYLE_COLUMNS[kind].lower().split(",")
    return dict(zip(columns, DEFAULT_STYLE[kind].split(","), strict=True))
