"""What speech recognisers write as JSON, on its way to captions: words, segments, and how to cut them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from app.captions.model.document import TICKS_PER_MS, Cue, Document, Run
from app.captions.model.option import Option, Options
from app.captions.model.word_timings import Word, with_words
from app.captions.quality.style_guides import GUIDES, NETFLIX
from app.core.errors import CaptionError

LONGEST_SECONDS = 1_000_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")

OPTIONS = (
    Option(
        "cut",
        "choice",
        "captions",
        "Cut the speech into captions at sentence and clause ends, or keep the segments of the file.",
        choices=("captions", "segments"),
    ),
    Option(
        "guide",
        "choice",
        NETFLIX.id,
        "The guide whose lines and durations captions keep to.",
        choices=tuple(GUIDES),
    ),
    Option("word_times", "boolean", False, "Keep the time of every word, for formats that can show it."),
)
"""The decode options of every recogniser's format."""


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word, its times in seconds, and how sure the recogniser was (0.0 to 1.0)."""

    text: str
    start: float
    end: float
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of speech by one speaker, times in seconds."""

    text: str
    start: float
    end: float
    words: Sequence[SaidWord] = field(default=())
    speaker: str | None = None


def parse_transcript(text: str, name: str) -> Mapping[str, Any]:
    """The JSON object of a transcript; CaptionError `malformed_json` or `wrong_file`."""
    try:
        body = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise CaptionError(
            f"This is not valid JSON: {error.msg} (line {error.lineno}, column {error.colno}).",
            code="malformed_json",
            hint="Download the transcript again.",
            rejected=True,
            line=error.lineno,
            column=error.colno,
        ) from error
    except (RecursionError, ValueError) as error:
        raise wrong_transcript(name, "it is nested too deep, or has a number that is too long") from error
    if not isinstance(body, dict):
        raise wrong_transcript(name, "it is no JSON object")
    return body


def wrong_transcript(name: str, reason: str) -> CaptionError:
    """The error for JSON that is no transcript of this recogniser."""
    return CaptionError(
        f"This is no {name}: {reason}.",
        code="wrong_file",
        hint="Choose another source format, or “auto”.",
        rejected=True,
    )


def items(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; nothing when it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def time_of(value: Any, scale: float = 1.0) -> float | None:
    """Seconds from a number (`scale` units a second); None when it is no sensible time."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = value / scale
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds <= LONGEST_SECONDS else None


def words_from(value: Any, text: str, scale: float = 1.0) -> list[SaidWord]:
    """The words of a list whose objects carry start, end and the text under one of the names in `text`."""
    words = []
    for item in items(value):
        start, end = time_of(item.get("start"), scale), time_of(item.get("end"), scale)
        word = next((item[name] for name in text.split() if isinstance(item.get(name), str)), "").strip()
        if start is None or end is None or not word:
            continue
        sure = next(
            (item[n] for n in ("confidence", "probability", "score") if isinstance(item.get(n), float)), 1.0
        )
        words.append(SaidWord(word, start, max(end, start), sure if 0 <= sure <= 1 else 1.0))
    return words


def by_speaker(words: Iterable[tuple[SaidWord, str | None]]) -> list[Said]:
    """Words with their speakers, in the order of time, as stretches of one speaker each."""
    stretches = []
    in_time = sorted(words, key=lambda pair: pair[0].start)
    for speaker, group in groupby(in_time, key=lambda pair: pair[1]):
        said = [word for word, _ in group]
        text = " ".join(word.text for word in said)
        stretches.append(Said(text, said[0].start, said[-1].end, said, speaker))
    return stretches


def language_of(value: Any) -> str | None:
    """A language tag; None for names such as "english"."""
    return value.replace("_", "-") if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None


def to_document(
    segments: list[Said], options: Options, language: str | None, *, whole: bool = False
) -> Document:
    """Captions from segments; `whole` says that they are too long to be captions and have to be cut."""
    word_times = bool(options.get("word_times"))
    segments = sorted(segments, key=lambda said: said.start)
    if whole or options.get("cut", "captions") == "captions":
        from app.captions.speech.segmentation import captions_from_speech

        guide = GUIDES[options.get("guide", NETFLIX.id)]
        return captions_from_speech(segments, guide, language=language or "", word_marks=word_times)
    cues = [_cue(segment, word_times) for segment in segments if segment.text.strip()]
    return Document(cues, language=language)


def _cue(segment: Said, word_times: bool) -> Cue:
    text = segment.text.strip()
    start, end = _ticks(segment.start), _ticks(segment.end)
    said = [Word(_ticks(w.start), _ticks(w.end), w.text, w.probability) for w in segment.words]
    marks, at = [], 0
    for word in said if word_times else ():
        found = text.find(word.text, at)
        if found > 0:
            marks.append((found, max(word.start - start, 0)))
        at = found + len(word.text) if found >= 0 else at
    runs, extras = [Run(text)], with_words(None, said)
    return Cue(
        start, max(end, start), runs, speaker=segment.speaker, extras=extras, marks=tuple(marks) or None
    )


def _ticks(seconds: float) -> int:
    """Whole milliseconds: no recogniser hears finer, and every format can hold them."""
    return round(seconds * 1000) * TICKS_PER_MS
