"""The subtitles of digital cinema packages, as DCP Interop and SMPTE ST 428-7 have them in common.

Each line of a caption is a `Text` with a place of its own, in percent from an edge of the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from app.captions.formats.shared.speakers import WRITE_SPEAKERS, runs_with_speaker
from app.captions.formats.shared.xml_files.writing import content
from app.captions.formats.ttml.writing.markup import attributes
from app.captions.model.document import Align, Cue, Document, Placement, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.numpad import is_exact, to_numpad
from app.captions.model.option import Option, Options
from app.captions.model.runs import lines_of
from app.captions.model.style_losses import note_style_losses

OPTIONS = (
    Option("reel", "integer", 1, "The number of the reel.", minimum=1, maximum=999),
    Option("language", "text", "", "Language tag, such as de; empty takes the document's own."),
    WRITE_SPEAKERS,
)
"""The encode options of both formats."""

FONT = '<Font Color="FFFFFFFF" Effect="border" EffectColor="FF000000" Italic="no" Size="42">'
"""How both draw what says no style of its own."""

_HELD = frozenset({"italic", "bold", "underline", "color", "ruby"})
_EDGE = 8.0
_STEP = 6.0
"""Percent of the picture: how far captions keep from its edge, and one line from the next."""
_SIDES = {Align.LEFT: "left", Align.START: "left", Align.RIGHT: "right", Align.END: "right"}

Times = Callable[[int, int], tuple[str, str]]
"""Start and end of a cue as the format writes them."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How one of the two formats names the attributes of both, a fade of no length, and upright writing."""

    vertical: str
    vertical_position: str
    horizontal: str
    horizontal_position: str
    underline: str
    no_fade: str
    upright: str


def subtitles(
    document: Document, notation: Notation, times: Times, options: Options, losses: Losses
) -> Iterator[str]:
    """A `Subtitle` for every cue, in the order of time."""
    in_order = sorted(enumerate(document.cues, 1), key=lambda item: item[1].start)
    for spot, (number, cue) in enumerate(in_order, 1):
        note_style_losses(cue, number, losses, _HELD)
        _note_place(cue.placement, number, losses)
        start, end = times(cue.start, cue.end)
        fade = notation.no_fade
        yield (
            f'<Subtitle SpotNumber="{spot}" TimeIn="{start}" TimeOut="{end}" '
            f'FadeUpTime="{fade}" FadeDownTime="{fade}">'
        )
        yield from _texts(cue, number, notation, options, losses)
        yield "</Subtitle>"


def _texts(cue: Cue, number: int, notation: Notation, options: Options, losses: Losses) -> Iterator[str]:
    lines = lines_of(runs_with_speaker(cue, number, losses, options))
    full = [line for line in lines if "".join(run.text for run in line).strip()]
    if full and len(full) < len(lines):
        losses.add("blank_line", "Empty lines inside a caption", cue=number)
    side = _SIDES.get(cue.placement.align, "center") if cue.placement and cue.placement.align else "center"
    edge, positions = _positions(cue.placement, max(len(full), 1))
    for line, position in zip(full or [[]], positions, strict=True):
        said = [(notation.vertical, edge), (notation.vertical_position, f"{position:g}")]
        said += [(notation.horizontal, side)]
        said += [(notation.horizontal_position, "0" if side == "center" else "10")]
        said += [("Direction", notation.upright)] if cue.placement and cue.placement.vertical else []
        inside = "".join(_marked(run, number, notation, losses) for run in line)
        yield f"<Text{attributes(said)}>{inside}</Text>"


def _positions(placement: Placement | None, count: int) -> tuple[str, list[float]]:
    """The edge that lines count from, and how far from it each of them stands, the first line first."""
    step = min(_STEP, (100 - 2 * _EDGE) / count)
    room = 100 - step * (count - 1)
    if placement is not None and placement.line is not None:
        top = min(max(placement.line, 0.0), 100.0)
        if placement.line_align is Align.END:
            return "bottom", [min(100 - top, room) + step * n for n in reversed(range(count))]
        if placement.line_align is Align.CENTER:
            return "center", [min(top, room) - 50 + step * n for n in range(count)]
        return "top", [min(top, room) + step * n for n in range(count)]
    row = (to_numpad(placement) - 1) // 3
    if row == 1:
        return "center", [step * (n - (count - 1) / 2) for n in range(count)]
    steps = [_EDGE + step * n for n in range(count)]
    return ("top", steps) if row else ("bottom", steps[::-1])


def _note_place(placement: Placement | None, number: int, losses: Losses) -> None:
    if placement is not None and placement.vertical == "rl":
        placement = replace(placement, vertical=None)
    by_line = placement is not None and placement == Placement(
        line=placement.line, line_align=placement.line_align, align=placement.align
    )
    if not by_line and not is_exact(placement):
        losses.add("placement", "Exact placement on the picture", cue=number)


def _marked(run: Run, number: int, notation: Notation, losses: Losses) -> str:
    style = run.style
    inside = content(run.text, number, losses)
    if style.ruby:
        core = content(run.text.strip(" "), number, losses)
        before, after = inside[: inside.find(core)], inside[inside.find(core) + len(core) :]
        above = content(style.ruby.replace("\n", " "), number, losses)
        inside = f"{before}<Ruby><Rb>{core}</Rb><Rt>{above}</Rt></Ruby>{after}"
    said = _font(style, notation)
    return f"<Font{attributes(said)}>{inside}</Font>" if said else inside


def _font(style: Style, notation: Notation) -> list[tuple[str, str]]:
    said = [("Italic", "yes")] if style.italic else []
    said += [("Weight", "bold")] if style.bold else []
    said += [(notation.underline, "yes")] if style.underline else []
    return said + ([("Color", _argb(style.color))] if style.color else [])


def _argb(color: str) -> str:
    """`#rrggbb` or `#rrggbbaa` as `AARRGGBB`."""
    return f"{color[7:9] or 'ff'}{color[1:7]}".upper()
