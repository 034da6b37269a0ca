"""Fix what a guide finds wrong and can be fixed without guessing what was meant; list every change.

Words are never changed and starts never move (they follow the sound): characters that no caption can hold go,
empty captions go, captions are put in order, texts are wrapped anew or cut in two, and ends move into the
room there is. What cannot be fixed stays as it was, and `check` still finds it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND, Cue, Document
from app.captions.model.karaoke import edited_karaoke
from app.captions.model.runs import edited
from app.captions.quality.checks import (
    TOLERANCE,
    Numbered,
    frame_rate_for,
    needed_duration,
    placed_apart,
    strange_characters,
    width_by,
)
from app.captions.quality.style_guides import Guide
from app.captions.transform.line_breaking import halves_of
from app.captions.transform.reflow import split, wrapped_cue
from app.core.message_text import counted

_LOOKALIKES = {
    "…": "...",
    "–": "-",
    "‒": "-",
    "‐": "-",
    "‑": "-",
    "\t": " ",
    "\u2009": " ",
    "\u202f": " ",
    "ﬁ": "fi",
}
_NO_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Fix:
    """One change: the `code` of the finding it fixes, a sentence, and the cue from 1 in the old file."""

    code: str
    message: str
    cue: int

    def as_json(self) -> dict[str, Any]:
        """The change as JSON."""
        return {"code": self.code, "message": self.message, "cue": self.cue}


def fix(document: Document, guide: Guide) -> tuple[Document, list[Fix]]:
    """The document with its faults fixed, and every change; a second call changes nothing more."""
    fixes: list[Fix] = []
    cues = [(n, cue) for n, cue in enumerate(document.cues, 1) if not cue.comment]
    cues = _in_order(_with_length(_readable(cues, guide, fixes), guide, fixes), fixes)
    cues = [part for item in cues for part in _fitted(*item, guide, fixes)]
    unit = frame_rate_for(document).ticks_per_frame if document.frame_rate else TICKS_PER_MS
    cues = _ended(cues, guide, guide.gap(frame_rate_for(document)), unit, fixes)
    fixed = replace(document, cues=_with_comments(document, cues))
    return (fixed, sorted(fixes, key=lambda f: f.cue)) if fixes else (document, [])


def _readable(cues: Iterable[Numbered], guide: Guide, fixes: list[Fix]) -> list[Numbered]:
    """Without characters that cannot be shown, and without cues that then have no text."""
    kept = []
    for number, cue in cues:
        strange = strange_characters(cue.text, guide)
        table = {
            ord(ch): _LOOKALIKES.get(ch, "") for ch in strange if ch in _LOOKALIKES or not ch.isprintable()
        }
        if table:
            fixes.append(
                Fix("characters", f"{counted(len(table), 'kind')} of characters removed or replaced.", number)
            )
            edits = [(m, m + 1, table[ord(ch)]) for m, ch in enumerate(cue.text) if ord(ch) in table]
            cue = replace(cue, runs=edited(cue.runs, edits), karaoke=edited_karaoke(cue.karaoke, edits))
        if cue.text.strip():
            kept.append((number, cue))
        else:
            fixes.append(Fix("empty", "The caption had no text and was left out.", number))
    return kept


def _with_length(cues: Iterable[Numbered], guide: Guide, fixes: list[Fix]) -> list[Numbered]:
    """Ends before starts change places; no length becomes the time it takes to read."""
    kept = []
    for number, cue in cues:
        if cue.end < cue.start:
            fixes.append(Fix("negative_duration", "Start and end changed places.", number))
            cue = replace(cue, start=cue.end, end=cue.start)
        elif cue.end == cue.start:
            length = max(needed_duration(cue, guide), TICKS_PER_SECOND)
            fixes.append(Fix("zero_duration", f"Given {_say(length)} to be read.", number))
            cue = replace(cue, end=cue.start + length)
        kept.append((number, cue))
    return kept


def _in_order(cues: list[Numbered], fixes: list[Fix]) -> list[Numbered]:
    for (_, before), (number, cue) in pairwise(cues):
        if cue.start < before.start:
            fixes.append(Fix("order", "Moved to its place in time.", number))
    return sorted(cues, key=lambda item: item[1].start)


def _fitted(number: int, cue: Cue, guide: Guide, fixes: list[Fix]) -> list[Numbered]:
    """The cue with lines that fit; wrapped anew, or cut into parts when it is too long for one caption."""
    width, lines = guide.line_length or _NO_LIMIT, guide.lines or _NO_LIMIT
    rows = cue.text.split("\n")
    if len(rows) <= lines and all(width_by(row, guide) <= width for row in rows):
        return [(number, cue)]
    code = "lines" if len(rows) > lines else "line_length"
    whole = wrapped_by(cue, width, lines, guide)
    if whole is not None:
        fixes.append(Fix(code, "Lines broken anew.", number))
        return [(number, whole)]
    parts = _split_to_fit(cue, width, lines, guide)
    if not parts:
        return [(number, cue)]
    fixes.append(Fix(code, f"Cut into {len(parts)} captions.", number))
    return [(number, part) for part in parts]


def wrapped_by(cue: Cue, width: int, lines: int, guide: Guide) -> Cue | None:
    """The cue with its text broken anew in lines as the guide measures them; None when it cannot fit."""
    return wrapped_cue(cue, 2 * width, lines, halves_of) if guide.halves else wrapped_cue(cue, width, lines)


def _split_to_fit(cue: Cue, width: int, lines: int, guide: Guide) -> list[Cue]:
    shortest = max(guide.minimum_duration, 1)
    fewest = math.ceil(width_by(cue.text, guide) / (width * lines))
    if cue.end - cue.start < fewest * shortest:
        return []  # however it is cut, told before a very long text is
    for characters in (width * lines, width * lines * 3 // 4, width * lines // 2):
        parts = split(Document([cue]), max(characters, 1)).cues
        wrapped = [new for part in parts if (new := wrapped_by(part, width, lines, guide)) is not None]
        long_enough = all(part.end - part.start >= shortest for part in parts)
        if 1 < len(parts) == len(wrapped) and long_enough:
            return wrapped
    return []


def _ended(cues: Sequence[Numbered], guide: Guide, gap: int, unit: int, fixes: list[Fix]) -> list[Numbered]:
    """Every cue with the best end there is room for, from the last to the first."""
    fixed: list[Numbered] = []
    following: Cue | None = None
    group: Cue | None = None
    for number, cue in reversed(cues):
        if group is None or cue.start != group.start:
            following, group = group, cue
        code, end = _best_end(cue, following, guide, gap, unit)
        if code != "overlap" and _is_worse(cue, end, following, guide, gap):
            end = cue.end
        if abs(end - cue.end) > TOLERANCE:
            verb = "later" if end > cue.end else "earlier"
            fixes.append(Fix(code, f"Ends {_say(abs(end - cue.end))} {verb}.", number))
            cue = replace(cue, end=end)
        fixed.append((number, cue))
    return fixed[::-1]


def _is_worse(cue: Cue, end: int, following: Cue | None, guide: Guide, gap: int) -> bool:
    """Whether a new end breaks a rule that the old one keeps, or breaks one more than the old one does."""
    before, after = (_excess(cue, at, following, guide, gap) for at in (cue.end, end))
    return any(new > max(old, TOLERANCE) for old, new in zip(before, after, strict=True))


def _excess(cue: Cue, end: int, following: Cue | None, guide: Guide, gap: int) -> tuple[int, ...]:
    """By how many ticks each rule of timing is broken with this end: short, to read, long, overlap, gaps."""
    length = end - cue.start
    longest = guide.maximum_duration or length
    between = following.start - end if following is not None else max(gap, guide.open_gap)
    flickers = gap + TOLERANCE < between < guide.open_gap - TOLERANCE
    return (
        max(0, guide.minimum_duration - length),
        max(0, needed_duration(cue, guide) - length),
        max(0, length - longest),
        max(0, -between),
        max(0, gap - between) if between >= 0 else 0,
        guide.open_gap - between if flickers else 0,
    )


def _best_end(cue: Cue, following: Cue | None, guide: Guide, gap: int, unit: int) -> tuple[str, int]:
    """Which fault a new end fixes, and that end; the old end when nothing is wrong or can be done."""
    if following is not None and cue.end > following.start and placed_apart(cue, following):
        return "", cue.end
    code, end = "", cue.end
    wanted = -(-(cue.start + needed_duration(cue, guide)) // unit) * unit
    if wanted > end + TOLERANCE:
        short = cue.end - cue.start < guide.minimum_duration
        code = (
            "too_short"
            if short
            else "characters_per_second"
            if guide.characters_per_second
            else "words_per_minute"
        )
        end = wanted
    longest = cue.start + guide.maximum_duration if guide.maximum_duration else None
    if longest is not None and end > longest + TOLERANCE:
        code, end = "too_long", longest
    if following is None:
        return code, end
    room = following.start - gap if following.start - gap > cue.start else following.start
    if end > room:
        if cue.end > following.start:
            short = room - cue.start < guide.minimum_duration <= following.start - cue.start
            return "overlap", following.start if short else room
        return code or "gap", room if room > cue.end or code != "too_short" else cue.end
    if room - end < guide.open_gap - gap and (longest is None or room <= longest):
        return code or "open_gap", room
    return code, end


def _with_comments(document: Document, cues: Sequence[Numbered]) -> list[Cue]:
    """The fixed cues with every comment before the cue it stood before."""
    waiting: list[Cue] = []
    before: dict[int, list[Cue]] = {}
    for number, cue in enumerate(document.cues, 1):
        if cue.comment:
            waiting.append(cue)
        elif waiting:
            before[number], waiting = waiting, []
    out: list[Cue] = []
    for number, cue in cues:
        out.extend(before.pop(number, ()))
        out.append(cue)
    left = [comment for number in sorted(before) for comment in before[number]]
    return [*out, *left, *waiting]


def _say(ticks: int) -> str:
    return f"{ticks / TICKS_PER_SECOND:.3f}".rstrip("0").rstrip(".") + " s"
