"""The document as srv3: a head with every pen and place once, and a paragraph for each caption."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from app.captions.formats.shared.speakers import runs_with_speaker
from app.captions.formats.shared.xml_files.writing import DECLARATION, content
from app.captions.formats.ttml.writing.markup import attributes
from app.captions.formats.youtube.styles import FONTS, JUSTIFIED, WHITE
from app.captions.model.document import PLAIN, Align, Cue, Document, Placement, Run, Style
from app.captions.model.karaoke import moved
from app.captions.model.losses import Losses
from app.captions.model.numpad import is_exact, to_numpad
from app.captions.model.option import Options
from app.captions.model.runs import slices, text_of
from app.captions.model.style_losses import note_style_losses
from app.captions.timecode.clock_time import milliseconds

_HELD = frozenset({"italic", "bold", "underline", "color", "background", "font", "size", "opacity"})
_NUMBERS = {name: number for number, name in FONTS.items()}
_WINDOWS = tuple(JUSTIFIED.values())
_SIDES = {Align.START: Align.LEFT, Align.END: Align.RIGHT}
_LINE_ALIGNS = {Align.CENTER: 1, Align.END: 2}
_COLUMN_ALIGNS = {"center": 1, "line-right": 2}

Pairs = tuple[tuple[str, str], ...]


class _Table:
    """What stands once in the head, numbered from 1 as it comes up."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.ids: dict[Pairs, str] = {}

    def id_of(self, said: Pairs) -> str:
        return self.ids.setdefault(said, str(len(self.ids) + 1))

    def lines(self) -> Iterator[str]:
        for said, number in self.ids.items():
            yield f"<{self.tag}{attributes([('id', number), *said])}/>"


def write_srv3(document: Document, options: Options, losses: Losses) -> str:
    """The document in srv3."""
    pens, places = _Table("pen"), _Table("wp")
    body = [
        _paragraph(cue, number, pens, places, options, losses) for number, cue in enumerate(document.cues, 1)
    ]
    windows = [f"<ws{attributes([('id', ju), ('ju', ju)])}/>" for ju in _WINDOWS]
    head = [*windows, *places.lines(), *pens.lines()]
    lines = [DECLARATION, '<timedtext format="3">', "<head>", *head, "</head>", "<body>", *body]
    return "\n".join([*lines, "</body>", "</timedtext>", ""])


def _paragraph(cue: Cue, number: int, pens: _Table, places: _Table, options: Options, losses: Losses) -> str:
    note_style_losses(cue, number, losses, _HELD)
    start = milliseconds(cue.start)
    said = [("t", str(start)), ("d", str(max(milliseconds(cue.end) - start, 0)))]
    place, align = _place(cue.placement, number, losses)
    said += [("wp", places.id_of(place)), ("ws", JUSTIFIED[align])]
    runs = runs_with_speaker(cue, number, losses, options)
    if len(runs) == 1 and not cue.karaoke:
        pen = _pen(runs[0].style, number, losses)
        said += [("p", pens.id_of(pen))] if pen else []
        inside = content(runs[0].text, number, losses)
    else:
        inside = "".join(_words(cue, runs, number, pens, losses))
    return f"<p{attributes(said)}>{inside}</p>"


def _words(cue: Cue, runs: list[Run], number: int, pens: _Table, losses: Losses) -> Iterator[str]:
    """A `s` for every style and every time inside the caption."""
    text = text_of(runs)
    ahead = len(text) - len(cue.text)
    times = {place: ticks for place, ticks in moved(cue.karaoke, ahead, 0) or () if 0 < place < len(text)}
    borders = sorted({0, len(text), *times})
    for (begin, _), pieces in zip(pairwise(borders), slices(runs, pairwise(borders)), strict=True):
        for index, run in enumerate(pieces):
            said = [("t", str(milliseconds(times[begin])))] if begin in times and not index else []
            pen = _pen(run.style, number, losses)
            said += [("p", pens.id_of(pen))] if pen else []
            inside = content(run.text, number, losses)
            yield f"<s{attributes(said)}>{inside}</s>" if said else inside


def _pen(style: Style, number: int, losses: Losses) -> Pairs:
    if style is PLAIN:
        return ()
    font = _NUMBERS.get(style.font or "")
    if style.font and not font:
        losses.add("font", "Typeface", cue=number, detail=style.font)
    said = [
        (name, "1") for name, on in (("b", style.bold), ("i", style.italic), ("u", style.underline)) if on
    ]
    said += [("fc", WHITE[1] if style.color in WHITE else style.color[:7].upper())] if style.color else []
    said += [("fs", font)] if font else []
    said += [("sz", str(max(100 + (style.size - 100) * 4, 0)))] if style.size is not None else []
    if opacity := _opacity(dict(style.properties).get("opacity")):
        said += [("fo", opacity)]
    if style.background:
        alpha = int(style.background[7:9] or "ff", 16)
        said += [("bc", style.background[:7].upper()), ("bo", str(alpha))]
    return tuple(said)


def _opacity(said: str | None) -> str:
    try:
        share = float(said) if said else 1.0
    except ValueError:
        return ""
    return str(round(share * 255)) if 0 <= share < 1 else ""


def _place(placement: Placement | None, number: int, losses: Losses) -> tuple[Pairs, Align]:
    """The window position of a caption, and how its lines are justified."""
    if placement is None or placement.line is None:
        if not is_exact(placement):
            losses.add("placement", "Exact placement on the picture", cue=number)
        row, column = divmod(to_numpad(placement) - 1, 3)
        align = (Align.LEFT, Align.CENTER, Align.RIGHT)[column]
        return _pairs((2 - row) * 3 + column, 50 * column, 50 * (2 - row)), align
    align = _SIDES.get(placement.align, placement.align) if placement.align else Align.CENTER
    row = _LINE_ALIGNS.get(placement.line_align, 0) if placement.line_align else 0
    column = _COLUMN_ALIGNS.get(placement.column_align or "", 0 if placement.column is not None else 1)
    across = 50.0 if placement.column is None else placement.column
    if placement.vertical or placement.region or placement.size is not None:
        losses.add("placement", "Width, region or vertical writing of a caption", cue=number)
    return _pairs(row * 3 + column, round(across), round(placement.line)), align


def _pairs(anchor: int, across: int, down: int) -> Pairs:
    percent = (str(min(max(value, 0), 100)) for value in (across, down))
    return (("ap", str(anchor)), *zip(("ah", "av"), percent, strict=True))
