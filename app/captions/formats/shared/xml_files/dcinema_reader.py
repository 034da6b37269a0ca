"""What the subtitles of digital cinema packages have in common: DCP Interop and SMPTE ST 428-7.

Both are XML of `Font` elements around `Subtitle` elements, whose `Text` elements are one line each with a
place of its own, or whose `Image` elements name a picture. Elements are told by their local names: one format
has no namespace, the other several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.xml_files.parsing import local, note_pictures, picture, said
from app.captions.model.document import PLAIN, Align, Cue, Document, Placement, Run, Style
from app.captions.model.runs import edited, joined, text_of

_PERCENT = re.compile(r"[+-]?\d{1,4}(?:\.\d{1,9})?")
_YES = ("yes", "true", "1")
_ALIGNS = {"left": Align.LEFT, "right": Align.RIGHT}
_NO_FADE = re.compile(r"[0:.]*")
_UPRIGHT = {"ttb": "rl", "btt": "rl", "vertical": "rl"}
"""`Direction` of upright writing, whose lines go from right to left; the last word is Interop's."""
_LINE_END = re.compile(r"(?<![ \t])[ \t]*[\r\n][ \t\r\n]*")
_USUAL_BOTTOM = 20.0
"""Percent from the bottom up to which a last line stands where captions usually do."""

Times = Callable[[str], int | None]
"""Ticks of a time as the format writes it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One text: its runs, and its distance from the top in percent."""

    runs: list[Run]
    top: float
    vertical: str
    align: Align | None
    upright: str | None = None
    """How lines of upright writing stack, as `Placement.vertical` has it."""


def fill(document: Document, root: Any, times: Times) -> None:
    """Add every subtitle of the tree, in the order of time; pictures and what is not kept are noted."""
    pictures = 0
    for element, style in _subtitles(root, PLAIN):
        start, end = times(element.get("TimeIn", "")), times(element.get("TimeOut", ""))
        if start is None or end is None:
            given = f"{element.get('TimeIn')!s:.40} to {element.get('TimeOut')!s:.40}"
            document.add_issue("unreadable_times", f"Skipped, its times cannot be read: {given}.")
            continue
        for cue in _cues(element, style, start, end):
            document.cues.append(cue)
        pictures += sum(local(child) == "Image" for child in element.iter())
    document.cues.sort(key=lambda cue: cue.start)
    note_pictures(document, pictures)
    _note_reel(document, root)
    _note_unkept(document, root)


def _note_reel(document: Document, root: Any) -> None:
    reel = said(root, "ReelNumber")
    if reel.isdecimal() and int(reel[:9]) > 1:
        message = f"This is reel {reel[:9]} of its film: times count from where that reel begins."
        document.add_issue("reel", message)


_UNKEPT_ELEMENTS = frozenset(["HGroup", "Rotate", "VariableZ", "LoadVariableZ"])
_USUAL = {
    "fadeuptime": _NO_FADE,
    "fadedowntime": _NO_FADE,
    "script": re.compile("normal", re.IGNORECASE),
    "effect": re.compile("border|none", re.IGNORECASE),
    "effectsize": re.compile(".*"),
    "effectcolor": re.compile("(?:FF)?000000", re.IGNORECASE),
    "spacing": re.compile("0(?:em)?"),
    "aspectadjust": re.compile(r"1(?:\.0*)?"),
    "hposition": re.compile(r"0(?:\.0*)?|10"),
    "zposition": re.compile(r"0(?:\.0*)?"),
    "position": re.compile("before", re.IGNORECASE),
    "typeface": re.compile("(?!)"),
}
"""Attributes that are not kept, with the values that say nothing."""


def _note_unkept(document: Document, root: Any) -> None:
    """Tell once, by their names, what subtitles say that the document has no place for."""
    unkept: set[str] = set()
    sizes: set[str] = set()
    for element in root.iter("{*}*"):
        name = local(element)
        unkept.update([f"<{name}>"] if name in _UNKEPT_ELEMENTS else [])
        for raw, value in element.attrib.items():
            key = raw.rpartition("}")[2]
            usual = _USUAL.get(key.lower())
            if usual is not None and not usual.fullmatch(value.strip()):
                unkept.add(key)
            if name == "Font" and key.lower() == "size":
                sizes.add(value.strip())
    unkept.update(["Size"] if len(sizes) > 1 else [])
    if unkept:
        document.add_issue("not_kept", f"Read, but not kept: {', '.join(sorted(unkept))}.")


def _subtitles(element: Any, style: Style) -> Iterator[tuple[Any, Style]]:
    """Every `Subtitle` with the style of the `Font` elements around it."""
    for child in element:
        if local(child) == "Subtitle":
            yield child, style
        elif isinstance(child.tag, str):
            yield from _subtitles(child, _styled(child, style) if local(child) == "Font" else style)


def _styled(font: Any, style: Style) -> Style:
    said = {key.rpartition("}")[2].lower(): value.strip() for key, value in font.attrib.items()}
    color = _color(said["color"]) if "color" in said else style.color
    flags = {
        "italic": said.get("italic", "yes" if style.italic else "no").lower() in _YES,
        "bold": said.get("weight", "bold" if style.bold else "normal").lower() == "bold",
        "underline": said.get("underlined", said.get("underline", "yes" if style.underline else "no")).lower()
        in _YES,
    }
    return make_style(frozenset(name for name, on in flags.items() if on), color)


def _color(value: str) -> str | None:
    """`AARRGGBB` as `#rrggbb`, with the opacity behind it when there is less of it; None for white."""
    digits = value.lower().lstrip("#")
    if len(digits) not in (6, 8) or not set(digits) <= set("0123456789abcdef"):
        return None
    opacity = digits[:-6].removeprefix("ff")
    return None if digits[-6:] == "ffffff" and not opacity else f"#{digits[-6:]}{opacity}"


def _cues(element: Any, style: Style, start: int, end: int) -> Iterator[Cue]:
    """One cue for the texts at each edge of the picture, the highest line first."""
    groups: dict[tuple[str, Align | None, str | None], list[_Line]] = {}
    for line in _lines(element, style):
        groups.setdefault((line.vertical, line.align, line.upright), []).append(line)
    for lines in groups.values():
        lines.sort(key=lambda line: line.top)
        runs: list[Run] = []
        for line in lines:
            runs += [*([Run("\n")] if runs else []), *line.runs]
        yield Cue(start, max(end, start), joined(runs), placement=_placement(lines))


def _lines(element: Any, style: Style) -> Iterator[_Line]:
    for child in element:
        if local(child) == "Font":
            yield from _lines(child, _styled(child, style))
        elif local(child) in ("Text", "Image"):
            runs = _trimmed(_runs(child, style))
            runs = [picture(text_of(runs))] if local(child) == "Image" else runs
            places = {key.rpartition("}")[2].lower(): value for key, value in child.attrib.items()}
            vertical = places.get("valign", "center").lower()
            align = _ALIGNS.get(places.get("halign", "center").lower())
            upright = _UPRIGHT.get(places.get("direction", "").lower())
            vertical = vertical if vertical in ("top", "bottom") else "center"
            top = _top(vertical, _number(places.get("vposition", "0")))
            yield _Line(runs, top, vertical, align, upright)


def _trimmed(runs: list[Run]) -> list[Run]:
    """The runs of a line without the blanks around it, which are those of the file's layout."""
    text = text_of(runs)
    begin, stop = len(text) - len(text.lstrip(" \t")), len(text.rstrip(" \t"))
    if stop - begin == len(text):
        return runs
    return edited(runs, [(0, begin, ""), (stop, len(text), "")]) if stop > begin else []


def _top(vertical: str, position: float) -> float:
    if vertical == "top":
        return position
    return 100.0 - position if vertical == "bottom" else 50.0 + position


def _number(text: str) -> float:
    return min(max(float(text), -100.0), 100.0) if _PERCENT.fullmatch(text.strip()) else 0.0


def _placement(lines: list[_Line]) -> Placement | None:
    """Where the lines stand; None for the usual place, centred at the bottom."""
    place, upright = _place(lines), lines[0].upright
    return replace(place or Placement(), vertical=upright) if upright else place


def _place(lines: list[_Line]) -> Placement | None:
    first, last = lines[0], lines[-1]
    if first.vertical == "bottom":
        usual = 100.0 - last.top <= _USUAL_BOTTOM
        if usual and first.align is None:
            return None
        return Placement(anchor="bottom", align=first.align) if usual else _at(last, Align.END)
    return _at(first, Align.START if first.vertical == "top" else Align.CENTER)


def _at(line: _Line, line_align: Align) -> Placement:
    return Placement(line=min(max(line.top, 0.0), 100.0), line_align=line_align, align=line.align)


def _runs(element: Any, style: Style) -> list[Run]:
    """The text of a line with its fonts, ruby, spaces and rotations."""
    runs = [Run(_plain(element.text), style)]
    for child in element:
        name = local(child)
        if name == "Ruby":
            runs.append(_ruby(child, style))
        elif name == "Space":
            runs.append(Run(" ", style))
        else:
            runs += _runs(child, _styled(child, style) if name == "Font" else style)
        runs.append(Run(_plain(child.tail), style))
    return joined(run for run in runs if run.text)


def _ruby(element: Any, style: Style) -> Run:
    base, above = said(element, "Rb"), said(element, "Rt")
    if not base:  # whatever the file calls it, its text is to be seen
        return Run(" ".join("".join(element.itertext()).split()), style)
    return Run(base, replace(style, ruby=above or None))


def _plain(text: str | None) -> str:
    """White space as XML means it: line ends of the file, with what indents the next line, are blanks."""
    if not text:
        return ""
    blank = text.isspace() and "\n" in text
    return "" if blank else _LINE_END.sub(" ", text)
