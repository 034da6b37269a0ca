"""Captions that roll up, one cue for each state of the screen: every line cleaned to one cue, once.

Automatic captions of YouTube and files made from CEA-608 roll-up repeat the last line of a cue as the first
line of the next one; YouTube puts a cue of 10 ms between them, in which the line moves up:

    00:00.160 --> 00:03.429  We walk along the river
    00:03.429 --> 00:03.439  We walk along the river
    00:03.439 --> 00:05.749  We walk along the river / and it is cold

Others grow word by word, each state repeating the words before: they become one cue with the times of its
words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from app.captions.model.document import TICKS_PER_MS, Align, Cue, Document
from app.captions.model.karaoke import cut
from app.captions.model.option import Option, Options
from app.captions.model.runs import edited

ROLLING = Option(
    "rolling",
    "choice",
    "clean",
    "Captions that roll up and repeat their lines: each line once, or as they are.",
    choices=("clean", "keep"),
)
_SAMPLE = 100
_TOUCHING = 50 * TICKS_PER_MS
_FLASH = 50 * TICKS_PER_MS
_WORD = re.compile(r"\S+")
_Line = tuple[int, int, str]
"""Where a line begins and ends in the text of its cue, and its words."""


def clean_rolling(document: Document, options: Options) -> None:
    """Show every line of captions that roll up once, unless they are to be kept; the change is an issue."""
    if options.get("rolling", "clean") != "clean":
        return
    before = len(document.cues)
    if _rolls(document.cues[:_SAMPLE]):
        document.cues = _lines_once(document.cues)
        _forget_corner(document.cues)
        how = "roll up and repeat their lines"
    elif _grow(document.cues[:_SAMPLE]):
        document.cues = _grown(document.cues)
        how = "grow word by word"
    else:
        return
    message = f"The captions {how}: {before} were cleaned to {len(document.cues)}."
    document.add_issue("rolling_captions", message, option=ROLLING.name, choices=ROLLING.choices)


def _rolls(cues: Sequence[Cue]) -> bool:
    """Whether nearly every cue that follows at once begins with the end of the one before.

    Times inside cues, or cues too short to be read, speak for it: then half of them is enough.
    """
    if sum(len(lines) > 1 for lines in (_lines(cue) for cue in islice(cues, 20))) == 0:
        return False
    pairs = [(a, b) for a, b in pairwise(cues) if abs(b.start - a.end) <= _TOUCHING]
    rolled = sum(_repeats(a, b) for a, b in pairs)
    made = any(cue.karaoke or cue.end - cue.start <= _FLASH for cue in cues)
    return rolled >= (2 if made else 3) and rolled >= (0.5 if made else 0.8) * len(pairs)


def _repeats(before: Cue, cue: Cue) -> bool:
    first, second = _lines(before), _lines(cue)
    kept = _overlap(first, second)
    if not kept:
        return False
    return len(first) > kept or len(second) > kept or min(c.end - c.start for c in (before, cue)) <= _FLASH


def _lines(cue: Cue) -> list[_Line]:
    found, begin = [], 0
    for line in cue.text.split("\n"):
        if words := " ".join(line.split()):
            found.append((begin, begin + len(line), words))
        begin += len(line) + 1
    return found


def _overlap(before: Sequence[_Line], lines: Sequence[_Line]) -> int:
    """How many lines at the end of `before` are the first ones of `lines`."""
    first, second = [line[2] for line in before], [line[2] for line in lines]
    most = min(len(first), len(second), 4)
    return next((n for n in range(most, 0, -1) if first[-n:] == second[:n]), 0)


def _lines_once(cues: Sequence[Cue]) -> list[Cue]:
    kept: list[Cue] = []
    shown: list[_Line] = []
    end = 0
    for cue in cues:
        lines = _lines(cue)
        repeated = _overlap(shown, lines) if kept and abs(cue.start - end) <= _TOUCHING else 0
        if repeated and repeated == len(lines):
            kept[-1].end = max(kept[-1].end, cue.end)
        elif lines:
            kept.append(_only(cue, lines[repeated:]))
        if lines:
            shown, end = lines, cue.end
    return kept


def _only(cue: Cue, lines: Sequence[_Line]) -> Cue:
    """The cue with these lines of its text, and the times inside them."""
    begin, end = lines[0][0], lines[-1][1]
    edits = [(0, begin, ""), (end, len(cue.text), "")]
    return replace(cue, runs=edited(cue.runs, edits), karaoke=cut(cue.karaoke, begin, end, 0))


_FEW_WORDS = 3
"""More than these at a time are no growing caption, but one that somebody goes on with."""


def _grow(cues: Sequence[Cue]) -> bool:
    """Whether most cues that follow at once repeat the one before and add some words, at least twice."""
    pairs = [(a, b) for a, b in pairwise(cues) if abs(b.start - a.end) <= _TOUCHING]
    grown = sum(_added(a, b) is not None for a, b in pairs)
    return grown >= 2 and 2 * grown >= len(pairs)


def _added(before: Cue, cue: Cue) -> int | None:
    """Where in the text the words begin that a cue adds to the one before; None when it does not."""
    words = list(_WORD.finditer(cue.text))
    first = before.text.split()
    if not 0 < len(words) - len(first) <= _FEW_WORDS or not first:
        return None
    same = [word[0] for word in words[: len(first)]] == first
    return words[len(first)].start() if same else None


def _grown(cues: Sequence[Cue]) -> list[Cue]:
    """The last state of each growing caption for the time of all, with the times at which words came."""
    kept: list[Cue] = []
    for cue in cues:
        last = kept[-1] if kept else None
        at = _added(last, cue) if last and abs(cue.start - last.end) <= _TOUCHING else None
        if last is None or at is None:
            kept.append(cue)
            continue
        times = (*(last.karaoke or ()), (at, cue.start - last.start))
        kept[-1] = replace(cue, start=last.start, karaoke=times)
    return kept


def _forget_corner(cues: Sequence[Cue]) -> None:
    """The place that all of them share at the left served the rolling."""
    places = {cue.placement for cue in cues}
    shared = next(iter(places)) if len(places) == 1 else None
    if shared is not None and shared.align is Align.START:
        for cue in cues:
            cue.placement = None
