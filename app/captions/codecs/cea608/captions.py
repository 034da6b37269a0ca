"""From the cues of a document to captions with lines at their places, in slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.captions.codecs.cea608.codes import ROWS
from app.captions.codecs.cea608.cue_placement import placed
from app.captions.codecs.cea608.decoder import EXTRAS
from app.captions.codecs.cea608.line_codes import PlacedLine
from app.captions.codecs.cea608.line_text import StyledWords, cue_lines
from app.captions.codecs.cea608.pen_attributes import HELD, HELD_IN_FULL
from app.captions.codecs.cea608.screens import Screen
from app.captions.codecs.cea608.settings import Settings
from app.captions.model.document import Cue, Document, Mode
from app.captions.model.losses import Losses
from app.captions.model.style_losses import note_style_losses

SHOWN_ROWS = 4
"""Rows a receiver has to be able to show at once (79.101(d)(1))."""


def captions_of(document: Document, settings: Settings, slot: int, losses: Losses) -> Iterator[Screen]:
    """Every cue that shows text, times rounded to slots of `slot` ticks, long ones in parts."""
    for number, cue in enumerate(document.cues, 1):
        if cue.comment:
            losses.add("comment", "Comments", cue=number, detail=cue.text)
            continue
        _note(cue, number, losses)
        note_style_losses(cue, number, losses, HELD_IN_FULL if settings.full else HELD)
        lines = cue_lines(cue, number, losses, colors=settings.full)
        if not lines:
            continue
        cue = _placeable(cue, number, settings, losses)
        yield from _parts(cue, number, lines, document, settings, slot, losses)


def _note(cue: Cue, number: int, losses: Losses) -> None:
    """What no caption can hold, whatever the settings."""
    if cue.speaker:
        losses.add("speaker", "Who speaks", cue=number, detail=cue.speaker)
    if cue.karaoke:
        losses.add("inner_times", "Times inside a caption (karaoke)", cue=number)
    if cue.placement and cue.placement.vertical:
        losses.add("placement", "Vertical text", cue=number)


def _placeable(cue: Cue, number: int, settings: Settings, losses: Losses) -> Cue:
    """Without `full`, a place on the picture counts only when it came from the grid of CEA-608."""
    place = cue.placement
    if settings.full or place is None or place.row is not None:
        return cue
    if any(x is not None for x in (place.line, place.column, place.line_number, place.region, place.anchor)):
        losses.add("placement", "Place on the picture (the Advanced format keeps it)", cue=number)
    return replace(cue, placement=None)


def _parts(
    cue: Cue,
    number: int,
    lines: Sequence[StyledWords],
    document: Document,
    settings: Settings,
    slot: int,
    losses: Losses,
) -> Iterator[Screen]:
    mode, depth = settings.mode_of(cue, EXTRAS)
    if cue.mode is not None and cue.mode is not mode:
        losses.add("mode", f"How captions appear: {cue.mode} became {mode}", cue=number)
    start, end = (cue.start + slot // 2) // slot, (cue.end + slot // 2) // slot
    if start < 0 or end <= start:
        losses.add("timing", "Times that cannot be: negative, or an end not after the start", cue=number)
        start = max(start, 0)
        end = max(end, start + 1)
    rows = 1 if mode is Mode.ROLL_UP else ROWS
    if len(lines) > rows:
        losses.add("split", "Captions divided: too many lines for one", cue=number, detail=f"{len(lines)}")
    if len(lines) > SHOWN_ROWS and mode is not Mode.ROLL_UP:
        losses.add("rows", "More than four rows at once, which receivers need not show", cue=number)
    whole = sum(_size(line) for line in lines)
    done = 0
    for first in range(0, len(lines), rows):
        part = lines[first : first + rows]
        begin = start + (end - start) * done // whole
        done += sum(_size(line) for line in part)
        finish = max(start + (end - start) * done // whole, begin + 1)
        at = placed(cue, part, document, settings.align)
        if mode is Mode.ROLL_UP:
            at = tuple(line._replace(row=max(line.row, depth)) for line in at)
        _note_reduced(part, at, number, losses)
        yield Screen(begin, finish, at, mode, depth, number)


def _size(line: StyledWords) -> int:
    return sum(len(word.text) + word.gap for word in line)


def _note_reduced(
    lines: Sequence[StyledWords], at: Sequence[PlacedLine], number: int, losses: Losses
) -> None:
    for line, there in zip(lines, at, strict=True):
        if line != there.words:
            losses.add(
                "style_at_edge", "Styles without a free column to start in", cue=number, detail=there.text
            )
