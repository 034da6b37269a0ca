"""Checks of a document against a guide: what a person should look at, with the numbers; linear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND, Cue, Document
from app.captions.quality.style_guides import Guide
from app.captions.timecode.smpte import FrameRate, parse_rate, rate_of
from app.captions.transform.line_breaking import halves_of, width_of

TOLERANCE = TICKS_PER_MS
"""Files in milliseconds cannot state a frame exactly; a difference up to this is no fault."""
EXAMPLES = 20
_ASSUMED = parse_rate("24")
_SHOWN = 5

Numbered = tuple[int, Cue]
"""A cue with its number in the file, from 1."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: a stable `code`, a sentence with the numbers, the cue from 1, its `value` and the `limit`.

    Durations are in seconds.
    """

    code: str
    message: str
    cue: int
    value: float
    limit: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON."""
        return {
            "code": self.code,
            "message": self.message,
            "cue": self.cue,
            "value": self.value,
            "limit": self.limit,
        }


def frame_rate_for(document: Document) -> FrameRate:
    """The rate that "two frames" is counted in: the document's, else 24."""
    return rate_of(document, _ASSUMED)


def check(document: Document, guide: Guide) -> list[Finding]:
    """Every fault of the document, in the order of its cues. Comments are not looked at."""
    cues = [(number, cue) for number, cue in enumerate(document.cues, 1) if not cue.comment]
    findings = [finding for item in cues for finding in _alone(*item, guide)]
    findings.extend(_order(cues))
    in_time = sorted(cues, key=lambda item: item[1].start)
    findings.extend(_between(in_time, guide, frame_rate_for(document)))
    findings.extend(_loading(in_time, guide))
    return sorted(findings, key=lambda finding: finding.cue)


def report(findings: Iterable[Finding], examples: int = EXAMPLES) -> dict[str, Any]:
    """The findings for people, bounded: `{"total", "counts": {code: n}, "findings": [...]}`.

    At most `examples` findings of each code are kept, so that a broken film does not make a report of its own
    length.
    """
    counts: Counter[str] = Counter()
    kept = []
    for finding in findings:
        counts[finding.code] += 1
        if counts[finding.code] <= examples:
            kept.append(finding.as_json())
    return {"total": counts.total(), "counts": dict(counts), "findings": kept}


def width_by(text: str, guide: Guide) -> float:
    """Characters of a text as the guide counts them."""
    return halves_of(text) / 2 if guide.halves else width_of(text)


def characters_of(cue: Cue, guide: Guide) -> float:
    """Characters to read: spaces count, line breaks do not."""
    return width_by(cue.text.replace("\n", ""), guide)


def needed_duration(cue: Cue, guide: Guide) -> int:
    """How many ticks the cue should last by this guide's reading speeds and shortest duration."""
    wanted = Fraction(guide.minimum_duration)
    if guide.characters_per_second:
        ticks = round(characters_of(cue, guide) * TICKS_PER_SECOND)
        wanted = max(wanted, ticks / guide.characters_per_second)
    if guide.words_per_minute:
        wanted = max(wanted, Fraction(len(cue.text.split()) * 60 * TICKS_PER_SECOND, guide.words_per_minute))
    return -(-wanted.numerator // wanted.denominator)


def placed_apart(first: Cue, second: Cue) -> bool:
    """Whether two cues stand at different places, so that both may show at once."""
    return first.placement != second.placement


def strange_characters(text: str, guide: Guide) -> list[str]:
    """Characters that do not belong in a caption, or that the guide's system cannot show, each once."""
    if guide.characters is not None:
        return sorted(set(text) - guide.characters)
    if text.isascii() and text.isprintable():
        return []
    return sorted(
        {ch for ch in text if ch == "\ufffd" or (ch not in "\n\u00ad\u200c\u200d" and _control(ch))}
    )


def _control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f" or "\ue000" <= character <= "\uf8ff"


def _alone(number: int, cue: Cue, guide: Guide) -> Iterator[Finding]:
    """What can be said of a cue by itself."""
    length = cue.end - cue.start
    if not cue.text.strip():
        yield Finding("empty", "The caption has no text.", number, 0)
        return
    if length < 0:
        yield Finding("negative_duration", "The caption ends before it starts.", number, _seconds(length), 0)
    elif length == 0:
        yield Finding("zero_duration", "The caption ends when it starts.", number, 0, 0)
    else:
        yield from _durations(number, length, guide)
        yield from _speeds(number, cue, length, guide)
    yield from _layout(number, cue, guide)


def _durations(number: int, length: int, guide: Guide) -> Iterator[Finding]:
    if length + TOLERANCE < guide.minimum_duration:
        value, limit = _seconds(length), _seconds(guide.minimum_duration)
        yield Finding("too_short", f"Shown for {value:g} s; at least {limit:g} s.", number, value, limit)
    if guide.maximum_duration and length - TOLERANCE > guide.maximum_duration:
        value, limit = _seconds(length), _seconds(guide.maximum_duration)
        yield Finding("too_long", f"Shown for {value:g} s; at most {limit:g} s.", number, value, limit)


def _speeds(number: int, cue: Cue, length: int, guide: Guide) -> Iterator[Finding]:
    generous = length + TOLERANCE
    if guide.characters_per_second:
        limit, count = guide.characters_per_second, characters_of(cue, guide)
        if count * TICKS_PER_SECOND > limit * generous:
            value = round(count * TICKS_PER_SECOND / length, 1)
            message = f"{value:g} characters a second; at most {float(limit):g}."
            yield Finding("characters_per_second", message, number, value, float(limit))
    if guide.words_per_minute:
        words = len(cue.text.split())
        if words * 60 * TICKS_PER_SECOND > guide.words_per_minute * generous:
            value = round(words * 60 * TICKS_PER_SECOND / length)
            message = f"{value} words a minute; at most {guide.words_per_minute}."
            yield Finding("words_per_minute", message, number, value, guide.words_per_minute)


def _layout(number: int, cue: Cue, guide: Guide) -> Iterator[Finding]:
    rows = cue.text.split("\n")
    if guide.lines and len(rows) > guide.lines:
        yield Finding("lines", f"{len(rows)} lines; at most {guide.lines}.", number, len(rows), guide.lines)
    longest = max(width_by(row, guide) for row in rows)
    if guide.line_length and longest > guide.line_length:
        message = f"A line of {longest:g} characters; at most {guide.line_length}."
        yield Finding("line_length", message, number, longest, guide.line_length)
    strange = strange_characters(cue.text, guide)
    if strange:
        shown = " ".join(ch if ch.isprintable() else f"U+{ord(ch):04X}" for ch in strange[:_SHOWN])
        message = f"Characters that cannot be shown: {shown}{' …' if len(strange) > _SHOWN else ''}"
        yield Finding("characters", message, number, len(strange), 0)


def _order(cues: Sequence[Numbered]) -> Iterator[Finding]:
    for (_, before), (number, cue) in pairwise(cues):
        if cue.start < before.start:
            early = _seconds(before.start - cue.start)
            message = f"Starts {early:g} s before the caption that stands before it in the file."
            yield Finding("order", message, number, early, 0)


def _between(in_time: Sequence[Numbered], guide: Guide, rate: FrameRate) -> Iterator[Finding]:
    """Overlaps and gaps; `last` is the cue that has stayed longest so far."""
    gap, last = guide.gap(rate), None
    for number, cue in in_time:
        if last is not None:
            between = cue.start - last.end
            if between < 0 and not placed_apart(last, cue):
                value = _seconds(-between)
                yield Finding("overlap", f"Overlaps the caption before it by {value:g} s.", number, value, 0)
            elif 0 <= between < gap - TOLERANCE:
                value, limit = _seconds(between), _seconds(gap)
                frames = guide.gap_frames
                message = (
                    f"Only {value:g} s after the caption before it; at least {limit:g} s ({frames} frames)."
                )
                yield Finding("gap", message, number, value, limit)
            elif max(gap, 1) + TOLERANCE < between < guide.open_gap - TOLERANCE:
                value, limit = _seconds(between), _seconds(guide.open_gap)
                message = f"A gap of {value:g} s looks like a flicker: close it, or leave {limit:g} s."
                yield Finding("open_gap", message, number, value, limit)
        if last is None or cue.end > last.end:
            last = cue


def _loading(in_time: Sequence[Numbered], guide: Guide) -> Iterator[Finding]:
    """CEA-608: a caption's bytes travel while the one before it shows (about; the writer knows exactly)."""
    if not guide.bytes_per_second:
        return
    for (_, before), (number, cue) in pairwise(in_time):
        size = 12 + len(cue.text) + 4 * (cue.text.count("\n") + 1)
        time = cue.start - before.start
        if time > 0 and size * TICKS_PER_SECOND > time * guide.bytes_per_second:
            value = round(size / float(guide.bytes_per_second), 2)
            limit = _seconds(time)
            message = (
                f"Takes {value:g} s to send, but only {limit:g} s lie between it and the caption before it."
            )
            yield Finding("load_time", message, number, value, limit)


def _seconds(ticks: int) -> float:
    return round(ticks / TICKS_PER_SECOND, 3)
