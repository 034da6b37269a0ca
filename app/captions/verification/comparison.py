"""Where what a reader found differs from what a file should say."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from app.captions.verification.expected import Expected, PlainCue, words
from app.captions.verification.screens import ONE_SCREEN, on_steps, overlap, screens

SLACK = 1.0
"""Milliseconds that two readers may differ by rounding."""
_NEIGHBOURS = 2
_SPACELESS = frozenset({"ebu-stl"})
"""ttconv leaves out spaces that stand beside spaces or codes (stl/tf.py), so only letters count."""
AlsoReadAs = Callable[..., list[str]]
Kind = Literal["text", "times", "missing", "extra"]

_EXCUSED_BY: dict[Kind, frozenset[str]] = {
    "text": frozenset({"character", "characters", "length", "split", "overlap", "rows"}),
    "times": frozenset({"timing", "late", "overlap", "frames", "split"}),
    "missing": frozenset(
        {"overlap", "split", "empty", "length", "timing", "late", "character", "characters"}
    ),
    "extra": frozenset({"split", "overlap", "rows", "timing", "late"}),
}
"""The kinds of losses that explain a difference of this kind at the same cue: the report lists them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One cue that differs: as it should be (None: it should not be there) and as it was found."""

    kind: Kind
    expected: PlainCue | None
    found: PlainCue | None


@dataclass(slots=True)
class Comparison:
    """The outcome: how many cues were found, what differs, and what the losses in the report explain."""

    found: int
    differences: list[Difference] = field(default_factory=list)
    explained: list[Difference] = field(default_factory=list)


def compare(expected: Expected, found: list[PlainCue], also_read_as: AlsoReadAs) -> Comparison:
    """Pair the cues by words and time, and list those that have no equal; about linear."""
    result = Comparison(len(found))
    if expected.format in ONE_SCREEN and overlap(expected.cues):
        expected, found = replace(expected, cues=screens(on_steps(expected))), screens(found)
    for difference in _differences(expected, found, also_read_as):
        explained = _is_explained(difference, expected)
        (result.explained if explained else result.differences).append(difference)
    return result


def _differences(expected: Expected, found: list[PlainCue], also_read_as: AlsoReadAs) -> list[Difference]:
    """First all that are equal find one another, then the same words at other times, then other words."""
    key = _letters if expected.format in _SPACELESS else words
    pool = _Pool(found, expected.tolerance + SLACK, key)
    last = expected.cues[-1:]
    odd = [cue for cue in expected.cues if not pool.take_same(cue, [key(cue.text)])]
    forms = [
        [key(text) for text in also_read_as(cue.text, expected.format, last=[cue] == last)] for cue in odd
    ]
    left = [
        (cue, texts)
        for cue, texts in zip(odd, forms, strict=True)
        if not pool.take_same(cue, texts) and "" not in texts  # all of it is read as a code
    ]
    moved = [(cue, pool.take_words(cue, texts)) for cue, texts in left]
    differences = [Difference("times", cue, other) for cue, other in moved if other]
    for cue, other in moved:
        if other is None and (at_its_place := pool.take_at(cue)):
            differences.append(Difference("text", cue, at_its_place))
        elif other is None and not _never_shown(cue):
            differences.append(Difference("missing", cue, None))
    differences += [Difference("extra", None, cue) for cue in pool.left()]
    return sorted(differences, key=lambda item: (item.expected or item.found or _NOWHERE).start)


def _letters(text: str) -> str:
    return "".join(text.split())


def _never_shown(cue: PlainCue) -> bool:
    """A caption without a duration may be left out by who reads it."""
    return cue.end is not None and cue.end <= cue.start


_NOWHERE = PlainCue(0, 0, None, "")


class _Pool:
    """The cues that a reader found and that have no partner yet, by their words and by their time."""

    def __init__(self, found: list[PlainCue], tolerance: float, key: Callable[[str], str]) -> None:
        self._tolerance = tolerance
        self._by_words: dict[str, list[PlainCue]] = defaultdict(list)
        for cue in sorted(found, key=_start):
            self._by_words[key(cue.text)].append(cue)
        self._by_time: list[PlainCue] | None = None

    def take_same(self, cue: PlainCue, forms: list[str]) -> bool:
        """Take a cue with these words at the same times, if there is one."""
        for form in forms:
            cues = self._by_words.get(form, [])
            place = bisect_left(cues, cue.start - self._tolerance, key=_start)
            for index in range(place, len(cues)):
                if cues[index].start > cue.start + self._tolerance:
                    break
                if self._near(cues[index].end, cue.end):
                    del cues[index]
                    return True
        return False

    def take_words(self, cue: PlainCue, forms: list[str]) -> PlainCue | None:
        """Take the cue with these words that is nearest in time."""
        for form in forms:
            cues = self._by_words.get(form)
            if cues:
                place = bisect_left(cues, cue.start, key=_start)
                index = min(
                    (index for index in (place - 1, place) if 0 <= index < len(cues)),
                    key=lambda index: abs(cues[index].start - cue.start),
                )
                return cues.pop(index)
        return None

    def take_at(self, cue: PlainCue) -> PlainCue | None:
        """Take the cue that starts at this time, whatever its words; call it after all others."""
        if self._by_time is None:
            self._by_time = sorted((left for cues in self._by_words.values() for left in cues), key=_start)
        place = bisect_left(self._by_time, cue.start - self._tolerance, key=_start)
        if place < len(self._by_time) and self._by_time[place].start <= cue.start + self._tolerance:
            return self._by_time.pop(place)
        return None

    def left(self) -> list[PlainCue]:
        """What nobody took."""
        if self._by_time is None:
            return [cue for cues in self._by_words.values() for cue in cues]
        return self._by_time

    def _near(self, one: float | None, other: float | None) -> bool:
        return one is None or other is None or abs(one - other) <= self._tolerance


def _start(cue: PlainCue) -> float:
    return cue.start


def _is_explained(difference: Difference, expected: Expected) -> bool:
    """Whether the report lists a loss at this cue that explains it; an extra cue goes with its neighbours."""
    reasons = _EXCUSED_BY[difference.kind]
    if difference.expected is not None:
        number = difference.expected.number  # on one screen, a caption that is late keeps the one before it
        numbers = [number - 1, number, number + 1] if expected.format in ONE_SCREEN else [number]
    else:
        found = difference.found or _NOWHERE
        place = bisect_left(expected.cues, found.start, key=_start)
        numbers = [cue.number for cue in expected.cues[max(place - _NEIGHBOURS, 0) : place + 1]]
    return any(reasons & expected.lossy.get(number, set()) for number in numbers)
