"""Captions at another time, with all times inside them: those of words, and of what they were merged from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.captions.model.document import Cue
from app.captions.model.karaoke import retimed
from app.captions.model.merged_cues import MERGED, said_in
from app.captions.model.word_timings import WORDS, Word

TimeMap = Callable[[int], int]


def move_cue(cue: Cue, place: TimeMap) -> Cue:
    """The cue with its times, inner ones too, put where `place` says."""
    karaoke = retimed(cue.karaoke, cue.start, place) if cue.karaoke else None
    extras = moved(cue.extras, place) if cue.extras else None
    return replace(cue, start=place(cue.start), end=place(cue.end), karaoke=karaoke, extras=extras)


def moved(extras: dict[str, Any] | None, place: TimeMap) -> dict[str, Any] | None:
    """These extras with every time in them where `place` says; other extras are shared, not copied."""
    merged = said_in(extras) if extras and MERGED in extras else {}
    if not extras or not (WORDS in extras or merged):
        return extras
    made = dict(extras)
    if WORDS in extras:
        made[WORDS] = [Word(place(w.start), place(w.end), w.text, w.confidence) for w in extras[WORDS]]
    if merged:
        made[MERGED] = {name: [move_cue(cue, place) for cue in cues] for name, cues in merged.items()}
    return made
