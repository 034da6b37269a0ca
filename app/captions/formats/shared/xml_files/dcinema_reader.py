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

from app.captions.formats.shared.srt_markup import make_style
from app.captions.formats.shared.xml_files.parsing import local, note_pictures, picture, said
from app.captions.model.document import PLAIN, Align, Cue, Document, Placement, Run, Style
from app.captions.model.runs import joined, text_of

_PERCENT = re.compile(r"[+-]?\d{1,4}(?:\.\d{1,9})?")
_YES = ("yes", "true", "1")
_ALIGNS = {"left": Align.LEFT, "right": Align.RIGHT}
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


def fill(document: Document, root: Any, times: Times) -> None:
    """Add every subtitle of the tree, in the order of time; pictures are named and noted."""
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
    """`AARRGGBB` as `#rrggbb`; None for white, which is the default."""
    digits = value.lower().lstrip("#")
    if len(digits) not in (6, 8) or not set(digits) <= set("0123456789abcdef"):
        return None
    return None if digits[-6:] == "ffffff" else f"#{digits[-6:]}"


def _cues(element: Any, style: Style, start: int, end: int) -> Iterator[Cue]:
    """One cue for the texts at each edge of the picture, the highest line first."""
    groups: dict[tuple[str, Align | None], list[_Line]] = {}
    for line in _lines(element, style):
        groups.setdefault((line.vertical, line.align), []).append(line)
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
            runs = [picture(text_of(_runs(child, style)))] if local(child) == "Image" else _runs(child, style)
            places = {key.rpartition("}")[2].lower(): value for key, value in child.attrib.items()}
            vertical = places.get("valign", "center").lower()
            align = _ALIGNS.get(places.get("halign", "center").lower())
            yield _Line(runs, _top(vertical, _number(places.get("vposition", "0"))), vertical, align)


def _top(vertical: str, position: float) -> float:
    if vertical == "top":
        return position
    return 100.0 - position if vertical == "bottom" else 50.0 + position


def _number(text: str) -> float:
    return min(max(float(text), -100.0), 100.0) if _PERCENT.fullmatch(text.strip()) else 0.0


def _placement(lines: list[_Line]) -> Placement | None:
    """Where the lines stand; None for the usual place, centred at the bottom."""
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
    return Run(base, replace(style, ruby=above or None))


def _plain(text: str | None) -> str:
    """White space as XML means it: line ends of the file are blanks."""
    if not text:
        return ""
    blank = text.isspace() and "\n" in text
    return "" if blank else text.replace("\r", " ").replace("\n", " ")
