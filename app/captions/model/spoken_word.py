"""Recognised speech: words and segments with their times in seconds, as speech engines give them.

The one shape of a spoken word, from the engines and the recognisers' JSON to `speech/segmentation`, which
turns it into cues. In a cue a word has its times in ticks: `model/word_timings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One recognised word without surrounding spaces; `probability` 0.0 to 1.0."""

    text: str
    start: float
    end: float
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class SpokenSegment:
    """A stretch of speech by one speaker; `words` is empty when there are no word times.

    `language` is set where a recording has several (BCP 47).
    """

    text: str
    start: float
    end: float
    words: Sequence[SpokenWord] = ()
    speaker: str | None = None
    language: str | None = None
