"""Captions that were split over cues of the same times, a line each, made one caption of several lines.

Streaming services send every line as a cue of its own, with a place of its own. In a format that shows one
caption at a time players put such cues in any order, or show only one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.captions.model.document import Cue, Document, Placement, Run
from app.captions.model.karaoke import Karaoke, joined_karaoke, moved
from app.captions.model.losses import Losses
from app.captions.model.numpad import to_numpad
from app.captions.model.run_builder import interned
from app.captions.model.runs import text_of

MOST_LINES = 4
"""More than this is no caption: signs that happen to come and go together."""

_Key = tuple[int, int, int]


def joined_lines(document: Document, losses: Losses) -> Document:
    """The document with cues of the same times, in the same third of the picture, as lines of one cue."""
    if len({(cue.start, cue.end) for cue in document.cues}) == len(document.cues):
        return document
    groups: dict[_Key, list[int]] = {}
    for index, cue in enumerate(document.cues):
        if not cue.comment and cue.text.strip():
            third = (to_numpad(cue.placement) - 1) // 3
            groups.setdefault((cue.start, cue.end, third), []).append(index)
    made: dict[int, Cue | None] = {}
    for indexes in groups.values():
        together = [document.cues[index] for index in indexes]
        if len(indexes) < 2 or sum(cue.text.count("\n") + 1 for cue in together) > MOST_LINES:
            continue
        made.update(dict.fromkeys(indexes))
        made[indexes[0]] = _joined(together)
        for index in indexes[1:]:
            message = "Captions shown at once, now lines of one"
            losses.add("simultaneous", message, cue=index + 1, detail=document.cues[index].text)
    found = (made.get(index, cue) for index, cue in enumerate(document.cues))
    return replace(document, cues=[cue for cue in found if cue is not None])


def _joined(cues: Sequence[Cue]) -> Cue:
    """One cue for these, from the highest to the lowest on the picture; the same text stands once."""
    in_order = sorted(cues, key=lambda cue: _height(cue.placement))
    different = list({cue.text: cue for cue in reversed(in_order)}.values())[::-1]
    several = len({cue.speaker for cue in different}) > 1
    runs: list[Run] = []
    karaoke: Karaoke = None
    for cue in different:
        runs += [Run("\n")] if runs else []
        karaoke = joined_karaoke(karaoke, moved(cue.karaoke, len(text_of(runs)), 0))
        runs += [_voiced(run, cue.speaker) for run in cue.runs] if several else cue.runs
    speaker = None if several else different[0].speaker
    return replace(in_order[0], runs=runs, speaker=speaker, karaoke=karaoke)


def _height(placement: Placement | None) -> float:
    """What grows towards the lower edge of the picture, for cues that say their place in the same way."""
    if placement is None:
        return 0.0
    said = (placement.line, placement.line_number, placement.row)
    return float(next((value for value in said if value is not None), 0))


def _voiced(run: Run, speaker: str | None) -> Run:
    return Run(run.text, interned(replace(run.style, voice=run.style.voice or speaker)))
