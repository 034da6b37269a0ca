"""The named styles of a SubStation script as `Style`s, relative to the style most events use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from operator import itemgetter
from typing import Any

from app.captions.formats.ass.margins import Size, placed_by_margins
from app.captions.formats.ass.script import Row, Script
from app.captions.formats.ass.text import NORMAL_SIZE, EventContext, color_of
from app.captions.model.document import Placement, Style
from app.captions.model.numpad import DEFAULT, from_legacy, to_numpad
from app.captions.model.run_builder import interned

_FLAGS = {"italic": "i", "bold": "b", "underline": "u", "strikeout": "s"}
"""Columns of a style, and the code that turns each on or off."""
_BOX = "3"
"""The BorderStyle of an opaque box."""
_USUAL_FONT = "Arial"
_CARRIED = ("layer", "marked", "marginl", "marginr", "marginv", "effect")
_CONTEXT = ("style", *_CARRIED)
"""Columns that an event has beside its times, its speaker and its text."""
_USUAL_CONTEXTS = {
    kind: itemgetter(*(column for column in _CONTEXT if column != other))
    for kind, other in (("ass", "marked"), ("ssa", "layer"))
}
_SIZE = re.compile(r"\d{1,4}(?:\.\d{1,3})?\Z")


class ScriptStyles:
    """What each style of a script adds to the usual style, and where it puts its text.

    What the usual style is, italic or bold, counts as normal when all captions are; when some are not, it is
    said of those that are: `absolute` names these columns.
    """

    def __init__(
        self, script: Script, main: str | None = None, absolute: Iterable[str] | None = None
    ) -> None:
        used = _used_styles(script)
        self.kind = script.kind
        self._usual_context = _USUAL_CONTEXTS[script.kind]
        self.styles = script.styles
        self.main = main or (used.most_common(1)[0][0] if used else "Default")
        self.normal = script.styles.get(self.main, {})
        self.size = _size(script.info)
        self._styles: dict[str, Style] = {}
        self._numpads: dict[str, int] = {}
        self._sizes: dict[str, float] = {}
        self._places: dict[tuple[str | int | None, ...], Placement | None] = {}
        self._contexts: dict[tuple[str | None, ...], EventContext] = {}
        self.absolute = frozenset(self._not_everywhere(script, used) if absolute is None else absolute)

    def _not_everywhere(self, script: Script, used: Iterable[str]) -> Iterator[str]:
        """What the usual style is and some captions are not."""
        rows = [self.styles.get(name, self.normal) for name in used]
        for column, letter in _FLAGS.items():
            if _is_on(self.normal, column):
                off = f"\\{letter}0"
                if not all(_is_on(row, column) for row in rows) or any(
                    off in event.row.get("text", "") for event in script.events
                ):
                    yield column

    def style_of(self, name: str) -> Style:
        """The style of an event in this named style: only what differs from the usual one."""
        found = self._styles.get(name)
        if found is None:
            found = self._styles[name] = self._style_of(name)
        return found

    def _style_of(self, name: str) -> Style:
        row = self.styles.get(name, self.normal)
        flags = [
            _is_on(row, flag) and (flag in self.absolute or not _is_on(self.normal, flag)) for flag in _FLAGS
        ]
        style = Style(italic=flags[0], bold=flags[1], underline=flags[2], strike=flags[3])
        if row is not self.normal:
            style = replace(style, **self._other_fields(row))
        return interned(style)

    def _other_fields(self, row: Row) -> dict[str, Any]:
        """Colour, typeface, size and box of a style, where they differ from the usual ones."""
        usual, changes = self.normal, dict[str, Any]()
        if (color := color_of(row.get("primarycolour", ""))) != color_of(usual.get("primarycolour", "")):
            changes["color"] = color
        if (font := row.get("fontname", "")) and font != usual.get("fontname", font):
            changes["font"] = font
        size = round(100 * self.font_size(row) / self.font_size(usual))
        changes["size"] = size if size != 100 else None
        if (box := _box_of(row)) != _box_of(usual):
            changes["background"] = box
        return changes

    def font_size(self, row: Row) -> float:
        """The size of a style's letters, in the script's resolution."""
        text = row.get("fontsize", "")
        return float(text) if _SIZE.match(text) and float(text) else NORMAL_SIZE

    def size_of(self, name: str) -> float:
        """The size of the letters of this named style."""
        found = self._sizes.get(name)
        if found is None:
            found = self._sizes[name] = self.font_size(self.styles.get(name, self.normal))
        return found

    @property
    def base_style(self) -> Style:
        """The look of the usual style, as far as it is another than plain white Arial."""
        row = self.normal
        flags = [_is_on(row, flag) and flag not in self.absolute for flag in _FLAGS]
        color, font = color_of(row.get("primarycolour", "")), row.get("fontname", "")
        return interned(
            Style(
                italic=flags[0],
                bold=flags[1],
                underline=flags[2],
                strike=flags[3],
                color=color if color != "#ffffff" else None,
                font=font if font not in ("", _USUAL_FONT) else None,
                background=_box_of(row),
            )
        )

    def context_of(self, row: Row) -> EventContext:
        """What surrounds the text of this event; a script has few different ones."""
        try:
            key = self._usual_context(row)
        except KeyError:  # not all columns that its version has
            key = tuple(map(row.get, _CONTEXT))
        found = self._contexts.get(key)
        if found is None:
            found = self._contexts[key] = self._context_of(row)
        return found

    def _context_of(self, row: Row) -> EventContext:
        name = style_name(row)
        numpad = self.numpad(name)
        return EventContext(
            base=self.style_of(name),
            size=self.size,
            numpad=numpad,
            font_size=self.size_of(name),
            place=partial(self.place, row),
            placement=self.place(row, numpad),
            carried={column: row[column] for column in _CARRIED if row.get(column)} | {"style": name},
        )

    def place(self, row: Row, numpad: int) -> Placement | None:
        """Where this event stands with this numpad number."""
        name = style_name(row)
        key = (name, numpad, row.get("marginl"), row.get("marginr"), row.get("marginv"))
        if key not in self._places:  # a script has few different ones
            style = self.styles.get(name, self.normal)
            self._places[key] = placed_by_margins(row, style, self.normal, numpad, self.size)
        return self._places[key]

    def numpad(self, name: str) -> int:
        """Where this style puts its text, as a numpad number."""
        found = self._numpads.get(name)
        if found is None:
            found = self._numpads[name] = numpad_of(self.styles.get(name, self.normal), self.kind)
        return found


def numpad_of(row: Row, kind: str) -> int:
    """The alignment of a style of this version as a numpad number."""
    value = row.get("alignment", "")
    number = int(value) if value.isdecimal() and len(value) < 3 else DEFAULT
    if kind == "ssa":
        return to_numpad(from_legacy(number))
    return number if 1 <= number <= 9 else DEFAULT


def _box_of(row: Row) -> str | None:
    """The colour of the box behind the text, when the style has one."""
    if row.get("borderstyle", "").strip() != _BOX:
        return None
    return color_of(row.get("outlinecolour", row.get("tertiarycolour", ""))) or "#000000"


def _used_styles(script: Script) -> Counter[str]:
    """How many lines of dialogue are in each style; a script has few ways to spell them."""
    spelled = Counter([event.row.get("style", "") for event in script.events if event.kind == "dialogue"])
    used = Counter[str]()
    for spelling, count in spelled.items():
        used[style_name({"style": spelling})] += count
    return used


def style_name(row: Row) -> str:
    """The style an event names; a star before it is an old mark for “changed by hand”."""
    return row.get("style", "").strip().lstrip("*") or "Default"


def _is_on(row: Row, name: str) -> bool:
    return row.get(name, "0").strip() not in ("0", "")


def _size(info: Row) -> Size:
    """PlayResX and PlayResY; what is missing follows from 4:3, and both from 384 by 288 (as renderers do)."""
    x, y = (_positive(info.get(name, "")) for name in ("PlayResX", "PlayResY"))
    if x and y:
        return x, y
    if y:
        return (1280.0, 1024.0) if y == 1024 else (y * 4 / 3, y)
    return (x, x * 3 / 4) if x else (384.0, 288.0)


def _positive(value: str) -> float:
    return float(value) if value.isdecimal() and 0 < len(value) < 6 else 0.0
