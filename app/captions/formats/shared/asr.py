"""What speech recognisers write as JSON, on its way to captions: words, segments, and how to cut them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from app.captions.formats.shared.json_text import load_json
from app.captions.model.document import Cue, Document, Run, nearest_ms
from app.captions.model.option import Option, Options
from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.captions.model.word_timings import Word, with_words
from app.captions.quality.style_guides import GUIDES, NETFLIX
from app.core.errors import CaptionError

LONGEST_SECONDS = 1_000_000
NO_END = math.inf
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
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


def parse_transcript(text: str, name: str) -> Mapping[str, Any]:
    """The JSON object of a transcript; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_json(text, name)
    if not isinstance(body, dict):
        raise wrong_transcript(name, "it is no JSON object")
    return body


def parse_json(text: str, name: str) -> Any:
    """The JSON value of a transcript; CaptionError `malformed_json` or `wrong_file`."""
    beyond = wrong_transcript(name, "it is nested too deep, or has a number that is too long")
    return load_json(text, "Download the transcript again.", beyond=beyond)


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


def number_of(value: Any) -> Any:
    """A number that came as text, such as "1.5"; anything else unchanged."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    return value


def time_of(value: Any, scale: float = 1.0) -> float | None:
    """Seconds from a number (`scale` units a second); None when it is no sensible time."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        seconds = value / scale
    except OverflowError:
        return None
    return seconds if math.isfinite(seconds) and 0 <= seconds <= LONGEST_SECONDS else None


def start_of(value: Any, scale: float = 1.0) -> float | None:
    """As `time_of`, but a start before zero stays one: what is said then is shown from the beginning on."""
    if isinstance(value, int | float) and value < 0:
        before = time_of(-value, scale)
        return None if before is None else -before
    return time_of(value, scale)


def words_from(value: Any, text: str, scale: float = 1.0) -> list[SpokenWord]:
    """The words of a list whose objects carry start, end and the text under one of the names in `text`.

    A word without times, such as a number that the aligner could not place, lies between its neighbours;
    where no word has a time, there are no words.
    """
    found = []
    for item in items(value):
        word = next((item[name] for name in text.split() if isinstance(item.get(name), str)), "").strip()
        if word:
            start, end = time_of(item.get("start"), scale), time_of(item.get("end"), scale)
            found.append((word, start, end, _probability(item)))
    return _with_times(found)


def _probability(item: Mapping[str, Any]) -> float:
    named = (item.get(name) for name in ("confidence", "probability", "score"))
    sure = next((value for value in named if isinstance(value, float)), 1.0)
    return sure if 0 <= sure <= 1 else 1.0


def _with_times(found: Sequence[tuple[str, float | None, float | None, float]]) -> list[SpokenWord]:
    """Words whose missing times are taken from the words before and after them."""
    starts = [start for _, start, _, _ in found]
    words: list[SpokenWord] = []
    for index, (text, start, end, sure) in enumerate(found):
        following = next((later for later in starts[index + 1 : index + 50] if later is not None), None)
        before = words[-1].end if words else following
        begin = start if start is not None else before
        if begin is None:
            continue
        stop = end if end is not None else following
        words.append(SpokenWord(text, begin, max(begin, begin if stop is None else stop), sure))
    return words


def by_speaker(words: Iterable[tuple[SpokenWord, str | None]]) -> list[SpokenSegment]:
    """Words with their speakers, in the order of time, as stretches of one speaker each."""
    stretches = []
    in_time = sorted(words, key=lambda pair: pair[0].start)
    for speaker, group in groupby(in_time, key=lambda pair: pair[1]):
        said = [word for word, _ in group]
        text = " ".join(word.text for word in said)
        stretches.append(SpokenSegment(text, said[0].start, said[-1].end, said, speaker))
    return stretches


def language_of(value: Any) -> str | None:
    """A language tag; None for names such as "english"."""
    return value.replace("_", "-") if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None


def to_document(
    segments: list[SpokenSegment], options: Options, language: str | None, *, whole: bool = False
) -> Document:
    """Captions from segments; `whole` says that they are too long to be captions and have to be cut."""
    word_times = bool(options.get("word_times"))
    segments = [align_words(said) for said in _ended(sorted(segments, key=lambda said: said.start))]
    if whole or options.get("cut", "captions") == "captions":
        from app.captions.speech.segmentation import captions_from_speech

        guide = GUIDES[options.get("guide", NETFLIX.id)]
        return captions_from_speech(
            segments, guide, language=language or "", karaoke=word_times, lead_out=False
        )
    cues = [_cue(segment, word_times) for segment in segments if segment.text.strip()]
    return Document(cues, language=language)


_SECONDS_A_CHARACTER = 1 / 15


def _ended(segments: Sequence[SpokenSegment]) -> list[SpokenSegment]:
    """Segments that do not say their end last as long as their words, or as it takes to say them."""
    done = []
    for index, said in enumerate(segments):
        if said.end == NO_END:
            spoken = said.start + max(len(said.text) * _SECONDS_A_CHARACTER, 1.0)
            following = segments[index + 1].start if index + 1 < len(segments) else spoken
            end = said.words[-1].end if said.words else max(min(spoken, following), said.start)
            said = replace(said, end=end)
        done.append(said)
    return done


_SEARCHED = 2_000
"""Characters in which a word of the text must come; further on it is another one."""


def align_words(said: SpokenSegment) -> SpokenSegment:
    """The segment with a word for every word of its text: the text is what was said, words only time it.

    Text that no word covers gets the time between the words around it; a word that the text does not have is
    dropped. Without a text, the words are the text.
    """
    text = said.text.strip()
    if not said.words:
        return said
    if not text:
        return replace(said, text=" ".join(word.text for word in said.words))
    if "".join(text.split()) == "".join("".join(word.text.split()) for word in said.words):
        return said
    words: list[SpokenWord] = []
    place, now = 0, said.start
    for word in said.words:
        found = text.find(word.text, place, place + _SEARCHED)
        if found < 0:
            continue
        before, glued = _between(text[place:found], words, now, word.start)
        words += before
        words.append(replace(word, text=glued + word.text))
        place, now = found + len(word.text), word.end
    rest, glued = _between(text[place:] + " ", words, now, max(now, said.end))
    return replace(said, words=tuple(words + rest)) if words or rest else replace(said, words=())


def _between(gap: str, words: list[SpokenWord], start: float, end: float) -> tuple[list[SpokenWord], str]:
    """The words of a stretch of text that has no times of its own, spread over `start` to `end`.

    What touches the word before, such as its full stop, is put to it; what touches the next is returned.
    """
    pieces = gap.split()
    if not pieces:
        return [], ""
    if not gap[0].isspace() and words:
        words[-1] = replace(words[-1], text=words[-1].text + pieces.pop(0))
    glued = pieces.pop() if pieces and not gap[-1].isspace() else ""
    step = max(end - start, 0.0) / max(len(pieces), 1)
    made = [SpokenWord(text, start + step * n, start + step * (n + 1), 0.0) for n, text in enumerate(pieces)]
    return made, glued


def _cue(segment: SpokenSegment, word_times: bool) -> Cue:
    text = segment.text.strip()
    start, end = nearest_ms(segment.start), nearest_ms(segment.end)
    said = [Word(nearest_ms(w.start), nearest_ms(w.end), w.text, w.probability) for w in segment.words]
    karaoke, at = [], 0
    for word in said if word_times else ():
        found = text.find(word.text, at)
        if found > 0:
            karaoke.append((found, max(word.start - start, 0)))
        at = found + len(word.text) if found >= 0 else at
    runs, extras = [Run(text)], with_words(None, said)
    return Cue(
        start, max(end, start), runs, speaker=segment.speaker, extras=extras, karaoke=tuple(karaoke) or None
    )
