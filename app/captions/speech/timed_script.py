"""Captions and scripts whose words have been found in speech: their times, and what was not spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from app.captions.model.document import Cue, Document, nearest_ms
from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.captions.model.word_timings import Word, with_words

Times = Sequence[SpokenWord | None]
"""A timed word for each word of a text; None for one that was not found in the speech."""

_SPEAKER = re.compile(r"^\s*([A-ZÀ-Þ][\wÀ-ÿ .'-]{0,30}):\s+(?=\S)")
_LONGEST_GAP = 2
"""Words in a row that may be spoken although the recogniser missed them."""


@dataclass(frozen=True, slots=True)
class Script:
    """A text to be spoken: lines of words with the speaker that a line names (`ANNA: Good morning.`)."""

    lines: tuple[tuple[str | None, tuple[str, ...]], ...]

    @property
    def words(self) -> list[str]:
        """All that is to be said, in order."""
        return [word for _, said in self.lines for word in said]


@dataclass(slots=True)
class Spoken:
    """The stretches of a script that are spoken, and the texts that are not."""

    segments: list[SpokenSegment] = field(default_factory=list)
    unspoken: list[str] = field(default_factory=list)


def parse_script(text: str) -> Script:
    """The script in a plain text; empty lines say nothing."""
    return Script(tuple(_lines(text)))


def words_of_captions(document: Document) -> list[str]:
    """The words of every caption, in the order of their times."""
    return [word for cue in _ordered(document) for word in cue.text.split()]


def script_segments(script: Script, times: Times) -> Spoken:
    """The script as speech; `times` are those of `script.words`."""
    spoken, at = Spoken(), 0
    for speaker, said in script.lines:
        timed = _with_gaps_filled(said, times[at : at + len(said)])
        at += len(said)
        for found, group in groupby(zip(said, timed, strict=True), lambda pair: pair[1] is not None):
            pairs = list(group)
            text = " ".join(word for word, _ in pairs)
            if found:
                words = [word for _, word in pairs if word is not None]
                spoken.segments.append(
                    SpokenSegment(text, words[0].start, words[-1].end, tuple(words), speaker)
                )
            else:
                spoken.unspoken.append(text)
    return spoken


def timed_captions(document: Document, times: Times) -> tuple[Document, list[str]]:
    """The captions at the times of their words, and the texts of those left out since nobody says them.

    `times` are those of `words_of_captions`. A caption is spoken when half of its words are.
    """
    timed: list[Cue] = []
    unspoken: list[str] = []
    at = 0
    for cue in _ordered(document):
        size = len(cue.text.split())
        words = [word for word in times[at : at + size] if word is not None]
        at += size
        if words and 2 * len(words) >= size:
            timed.append(_timed(cue, words))
        else:
            unspoken.append(cue.text)
    return replace(document, cues=timed), unspoken


def _ordered(document: Document) -> list[Cue]:
    return [cue for cue in sorted(document.cues, key=lambda cue: cue.start) if not cue.comment]


def _lines(text: str) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    for line in text.splitlines():
        named = _SPEAKER.match(line)
        said = tuple((line[named.end() :] if named else line).split())
        if said:
            yield (named[1].strip() if named else None), said


def _with_gaps_filled(said: Sequence[str], times: Times) -> list[SpokenWord | None]:
    """A few words without a time, between two that have one, share the time between these."""
    filled = list(times)
    for index, word in enumerate(times):
        if word is not None or not index:
            continue
        before = filled[index - 1]
        after = next((t for t in times[index + 1 : index + 1 + _LONGEST_GAP] if t is not None), None)
        if before is not None and after is not None:
            filled[index] = SpokenWord(said[index], before.end, max(before.end, after.start), 0.5)
    return filled


def _timed(cue: Cue, words: Sequence[SpokenWord]) -> Cue:
    said = [Word(nearest_ms(word.start), nearest_ms(word.end), word.text, word.probability) for word in words]
    start, end = said[0].start, max(said[-1].end, said[0].start + 1)
    return replace(cue, start=start, end=end, extras=with_words(cue.extras, said), karaoke=None)
