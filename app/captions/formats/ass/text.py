"""The text of a SubStation event: `{\\i1}`, `\\N`, `{\\an8}`, `{\\pos(x,y)}`, `{\\k50}` to runs and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from app.captions.formats.ass.margins import Size
from app.captions.formats.ass.properties import CODES, as_bgr, property_codes, with_code
from app.captions.formats.vtt.cue_settings import show_number
from app.captions.model.document import TICKS_PER_SECOND, Align, Cue, Placement, Run, Style
from app.captions.model.numpad import DEFAULT, from_legacy, to_legacy, to_numpad
from app.captions.model.run_builder import RunBuilder, interned

_PIECE = re.compile(r"\{([^{}]{0,2000})\}|\\([Nnh{}])|\\\u2060")
_CODE = re.compile(
    r"\\(?:(?P<plain>an|a|k[fo]?|K|[biusp])\s{0,3}(?P<number>-?\d{1,6})?\s{0,3}(?=\\|\Z)"
    r"|(?P<color>1?c)\s{0,3}(?P<value>&H[0-9A-Fa-f]{1,8}&?)?\s{0,3}(?=\\|\Z)"
    r"|pos\s{0,3}(?P<point>\([^()\\]{0,60}\))"
    r"|(?P<reset>r)[^\\(]{0,80}"
    r"|fn(?P<font>[^\\(]{0,80})"
    r"|fs\s{0,3}(?P<size>\d{1,4}(?:\.\d{1,3})?)?\s{0,3}(?=\\|\Z)"
    rf"|(?P<property>{CODES})\s{{0,3}}(?P<said>&H[0-9A-Fa-f]{{1,8}}&?|-?\d{{1,5}}(?:\.\d{{1,5}})?)?\s{{0,3}}"
    r"(?=\\|\Z))"
)
_POINT = re.compile(r"\(\s*(-?\d{1,6}(?:\.\d{1,6})?)\s*,\s*(-?\d{1,6}(?:\.\d{1,6})?)\s*\)\Z")
_FLAGS = {"i": "italic", "b": "bold", "u": "underline", "s": "strike"}
_BREAKS = {"N": "\n", "n": "\n", "h": "\u00a0", "{": "{", "}": "}"}
_CENTISECOND = TICKS_PER_SECOND // 100

Place = Callable[[int], Placement | None]
NORMAL_SIZE = 60.0
"""The size of letters in scripts made from other formats."""


@dataclass(slots=True)
class Parsed:
    """What an event's text says: runs, inner times, where it stands, whether it only draws a shape, and
    whether it has codes that were passed over, such as fades and borders."""

    runs: list[Run] = field(default_factory=list)
    karaoke: tuple[tuple[int, int], ...] | None = None
    placement: Placement | None = None
    drawing: bool = False
    other_codes: bool = False


@dataclass(slots=True, eq=False)
class EventContext:
    """What surrounds the text of an event, the same for many of them.

    `base` is its named style, `numpad` the alignment and `font_size` the size of that; `place` says where a
    numpad number puts it, `placement` where that of the style does. `carried` are columns to be written back,
    `switched` the styles between codes that only switch one.
    """

    base: Style
    size: Size
    numpad: int
    font_size: float
    place: Place
    placement: Placement | None
    carried: dict[str, str]
    switched: dict[tuple[str, ...], tuple[Style, ...]] = field(default_factory=dict)


@lru_cache(maxsize=1024)
def _with_flag(style: Style, name: str, on: bool) -> Style:
    changes: dict[str, Any] = {name: on}
    return interned(replace(style, **changes))


@lru_cache(maxsize=1024)
def _taken_apart(codes: str) -> tuple[tuple[tuple[str | None, int | None, re.Match[str]], ...], bool]:
    """The codes between two braces, of plain ones the name and the number, and whether some are not read.

    A script has few different ones.
    """
    found = tuple(
        (match["plain"], int(match["number"]) if match["number"] else None, match)
        for match in _CODE.finditer(codes)
    )
    return found, codes.count("\\") > len(found)  # each begins with the only backslash in it


class _Parser:
    def __init__(self, context: EventContext) -> None:
        self.context = context
        self.base = self.style = context.base
        self.numpad, self.font_size = context.numpad, context.font_size
        self.point: tuple[float, float] | None = None
        self.built = RunBuilder()
        self.karaoke: list[tuple[int, int]] = []
        self.sung = 0
        self.drawing = self.drew = self.other_codes = False

    def text(self, text: str) -> None:
        if self.drawing:
            self.drew = self.drew or bool(text)
        else:
            self.built.add(text, self.style)

    def codes(self, codes: str) -> None:
        matches, unread = _taken_apart(codes)
        for plain, number, match in matches:
            if plain:
                self.plain(plain, number)
            elif match["color"]:
                color = color_of(match["value"]) if match["value"] else self.base.color
                self.style = interned(replace(self.style, color=color))
            elif match["reset"]:
                self.style = self.base
            elif match["font"] is not None:
                self.style = interned(replace(self.style, font=match["font"].strip() or None))
            elif match["property"]:
                self.style = interned(with_code(self.style, match["property"], match["said"] or ""))
            elif match["point"] is None:
                said = round(100 * float(match["size"]) / self.font_size) if match["size"] else 100
                size = said if said != 100 else self.base.size
                self.style = interned(replace(self.style, size=size))
            elif point := _POINT.match(match["point"]):
                self.point = (float(point[1]), float(point[2]))
        self.other_codes = self.other_codes or unread

    def plain(self, name: str, number: int | None) -> None:
        """A code of letters and a number; without a number a style goes back to what it was."""
        if name in _FLAGS:
            on = bool(number) if number is not None else getattr(self.base, _FLAGS[name])
            self.style = _with_flag(self.style, _FLAGS[name], on)
        elif name == "p":
            self.drawing = bool(number)
        elif name == "an" and number is not None and 1 <= number <= 9:
            self.numpad = number
        elif name == "a" and number is not None:
            self.numpad = to_numpad(from_legacy(number))
        elif name[0] in "kK" and number is not None:
            if self.built.length or self.sung:
                self.karaoke.append((self.built.length, self.sung))
            self.sung += number * _CENTISECOND

    def finish(self) -> Parsed:
        runs = self.built.runs()
        karaoke = tuple(self.karaoke) or None
        return Parsed(runs, karaoke, self.placement(), self.drew and not runs, self.other_codes)

    def placement(self) -> Placement | None:
        if self.point is None and self.numpad == self.context.numpad:
            return self.context.placement
        if self.point is None:
            return self.context.place(self.numpad)
        row, column = divmod(self.numpad - 1, 3)
        return Placement(
            line=_percent(self.point[1], self.context.size[1]),
            column=_percent(self.point[0], self.context.size[0]),
            line_align=(Align.END, Align.CENTER, Align.START)[row],
            column_align=("line-left", "center", "line-right")[column],
            align=(Align.LEFT, Align.CENTER, Align.RIGHT)[column],
        )


def _percent(value: float, whole: float) -> float:
    return round(min(100.0, max(0.0, 100 * value / whole)), 4)


_BRACED = re.compile(r"\{([^{}]{0,2000})\}")
_SWITCHES = {
    f"\\{letter}{number}": (name, number == "1") for letter, name in _FLAGS.items() for number in "01"
}
_MAX_SWITCHES = 100
"""Switches in one event that are read in one go; a real one has a handful."""


def usual_runs(text: str, context: EventContext) -> list[Run] | None:
    """The runs of a text whose only codes switch a style, as nearly all are; None of any other."""
    if "{" in text:
        return _switched_runs(text, context)
    plain = text.replace("\\N", "\n")
    if "\\" in plain:
        return None
    return [Run(plain, context.base)] if plain else []


def _switched_runs(text: str, context: EventContext) -> list[Run] | None:
    """The runs of a text whose only codes turn a style on or off, such as `{\\i1}`; None of any other."""
    texts = _BRACED.split(text.replace("\\N", "\n"))
    codes = tuple(texts[1::2])
    styles = context.switched.get(codes)
    if styles is None:
        styles = context.switched[codes] = _switched_styles(codes, context.base)
    runs, before = list[Run](), None
    for piece, style in zip(texts[::2], styles, strict=False):  # no styles where other codes are
        if "\\" in piece or "{" in piece or "}" in piece:
            return None
        if piece:
            if style is before:
                return None  # goes on with the run before it
            runs.append(Run(piece, style))
            before = style
    return runs if styles else None


def _switched_styles(codes: tuple[str, ...], base: Style) -> tuple[Style, ...]:
    """The style of the text before, between and behind these codes; none when one is no plain switch."""
    styles = [base]
    for code in codes:
        switch = _SWITCHES.get(code)
        if switch is None or len(styles) > _MAX_SWITCHES:
            return ()
        styles.append(_with_flag(styles[-1], *switch))
    return tuple(styles)


def parse_event_text(text: str, context: EventContext) -> Parsed:
    """An event's text, read in its context."""
    runs = usual_runs(text, context)
    if runs is not None:
        return Parsed(runs, placement=context.placement)
    parser = _Parser(context)
    position = 0
    for match in _PIECE.finditer(text):
        parser.text(text[position : match.start()])
        position = match.end()
        if match[1] is not None:
            parser.codes(match[1])
        else:
            parser.text(_BREAKS[match[2]] if match[2] else "\\")
    parser.text(text[position:])
    return parser.finish()


def color_of(value: str) -> str | None:
    """`&HAABBGGRR` or a decimal number as `#rrggbb`; None when it is neither."""
    digits = value.strip().rstrip("&")
    try:
        number = int(digits[2:], 16) if digits[:2].upper() == "&H" else int(digits)
    except ValueError:
        return None
    number &= 0xFFFFFF
    return f"#{number & 255:02x}{number >> 8 & 255:02x}{number >> 16:02x}"


def render_event_text(
    cue: Cue,
    base: Style,
    size: Size,
    kind: str,
    numpad: int = DEFAULT,
    wanted: int | None = None,
    font_size: float = NORMAL_SIZE,
) -> str:
    """The cue's text with codes relative to `base` and `numpad`, its named style and the alignment of it.

    `wanted` is the numpad number that the cue is to have, where margins say the rest of its place.
    """
    parts = [_place(cue.placement, size, kind, numpad, wanted)]
    style, offset = base, 0
    karaoke = list(cue.karaoke or ())
    if karaoke:
        parts.append(_karaoke(0, karaoke[0][1] if karaoke[0][0] else 0))
    for run in cue.runs:
        if run.style is not style:
            parts.append(_change(style, run.style, base, font_size))
            style = run.style
        if not karaoke:
            parts.append(_escape(run.text))
            continue
        here = [time for time in karaoke if time[0] < offset + len(run.text)]
        done = 0
        for index, (place, tick) in enumerate(here):
            parts.append(_escape(run.text[done : place - offset]))
            following = karaoke[index + 1][1] if index + 1 < len(karaoke) else cue.end - cue.start
            parts.append(_karaoke(tick, following))
            done = place - offset
        parts.append(_escape(run.text[done:]))
        karaoke, offset = karaoke[len(here) :], offset + len(run.text)
    return "".join(parts)


def _karaoke(start: int, end: int) -> str:
    return f"{{\\k{max(0, (end - start + _CENTISECOND // 2) // _CENTISECOND)}}}"


def _change(before: Style, after: Style, base: Style, font_size: float) -> str:
    codes = ""
    for letter, name in _FLAGS.items():
        if getattr(before, name) != getattr(after, name):
            codes += f"\\{letter}{int(getattr(after, name))}"
    if before.color != after.color:
        color = after.color or base.color
        codes += f"\\c{as_bgr(color)}" if color else "\\c"
    if before.font != after.font:
        codes += f"\\fn{_clean(after.font or '')}"
    if before.size != after.size:
        codes += f"\\fs{show_number(font_size * after.size / 100)}" if after.size else "\\fs"
    codes += property_codes(before, after)
    return f"{{{codes}}}" if codes else ""


def _clean(name: str) -> str:
    return re.sub(r"[{}\\(\n]", "", name)[:80]


def _place(placement: Placement | None, size: Size, kind: str, numpad: int, wanted: int | None) -> str:
    if placement is None and wanted == numpad:
        return ""
    placement = placement or Placement()
    key = to_numpad(placement) if wanted is None else wanted
    if wanted is None and placement.line is not None and placement.column is not None:
        row = {Align.START: 2, Align.CENTER: 1, Align.END: 0}.get(placement.line_align or Align.START, 2)
        column = {"line-left": 0, "center": 1, "line-right": 2}.get(
            placement.column_align or "", (key - 1) % 3
        )
        key = row * 3 + column + 1
    codes = "" if key == numpad else f"\\a{to_legacy(key)}" if kind == "ssa" else f"\\an{key}"
    if wanted is None and placement.line is not None and placement.column is not None:
        x, y = placement.column * size[0] / 100, placement.line * size[1] / 100
        codes += f"\\pos({show_number(x)},{show_number(y)})"
    return f"{{{codes}}}" if codes else ""


_ESCAPES = re.compile(r"[{}\n\u00a0]|\\(?=[Nnh{}]|\Z)")


def _escape(text: str) -> str:
    """Braces, line breaks and hard spaces as codes; a backslash before a letter of one is kept apart."""
    if "{" not in text and "}" not in text and "\\" not in text and "\u00a0" not in text:
        return text.replace("\n", "\\N")
    return _ESCAPES.sub(
        lambda m: {"\n": "\\N", "\u00a0": "\\h", "\\": "\\\u2060"}.get(m[0], f"\\{m[0]}"), text
    )
