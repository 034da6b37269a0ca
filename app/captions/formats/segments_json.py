"""Lists of segments as JSON, as scripts, pipelines and speech services without a format here write them.

A list of `{start, end, text}` in seconds, alone, as a line each, or anywhere in an object (`chunks`,
`utterances` and others); `timestamp: [start, end]` (Hugging Face), `startTime`, `start_ms`, clock times and
`[start, end, text]` mean the same, and so do lists of words (Vosk). A missing end is the next start.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import (
    NO_END,
    OPTIONS,
    language_of,
    number_of,
    parse_json,
    start_of,
    to_document,
    words_from,
    wrong_transcript,
)
from app.captions.formats.shared.json_text import load_json
from app.captions.formats.shared.loose_times import LooseTimes, is_time, likely_unit
from app.captions.formats.shared.tables import note_placement
from app.captions.model.document import TICKS_PER_SECOND, Document, seconds
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenSegment
from app.captions.model.style_losses import note_style_losses
from app.core.errors import CaptionError

NAME = "Segments JSON"
_STARTS = ("start", "from", "start_time", "begin", "startTime", "start_seconds", "offset_seconds", "offset")
_ENDS = ("end", "to", "end_time", "stop", "endTime", "end_seconds")
_MS_STARTS, _MS_ENDS = ("start_ms", "startMs", "startTimeMs"), ("end_ms", "endMs", "endTimeMs")
_LENGTHS, _MS_LENGTHS = ("duration", "dur"), ("duration_ms", "durationMs")
_ISO = re.compile(r"PT(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?")
_SUFFIXED = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?s")
_TEXTS = ("text", "content", "transcript", "sentence", "segment", "caption", "subtitle", "lines")
_DEEPEST = 6
_ROWS = re.compile(r"\[\s{0,99}\[\s{0,99}[0-9.]{1,20}\s{0,99},\s{0,99}[0-9.]{1,20}\s{0,99},\s{0,99}\"")


def read(text: str, options: Options) -> Document:
    """A list of segments as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = _parsed(text)
    if body == []:
        return Document()
    unit = 1.0
    found = next(_lists(body, 0), [])
    spans = [_span(item) for item in found[:100]]
    if likely_unit([(start, end) for start, end, own in spans if not own]) == "milliseconds":
        unit = 1000.0
    said = [segment for item in found if (segment := _segment(item, unit)) is not None]
    if not said:
        return _of_words(body, options)
    holder: Mapping[str, Any] = body if isinstance(body, dict) else {}
    kept = {"cut": "segments"} | dict(options) if "cut" not in options else options
    document = to_document(said, kept, language_of(holder.get("language") or holder.get("lang")))
    if unit != 1.0:
        document.add_issue("time_unit_assumed", "Times are whole numbers: read as milliseconds.")
    return document


def _parsed(text: str) -> Any:
    """The JSON value, or the values of a file with one a line."""
    try:
        return parse_json(text, NAME)
    except CaptionError as refusal:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines[:5]):
            raise
        return [load_json(line, "Write one object a line.", beyond=refusal) for line in lines]


def _lists(value: Any, depth: int) -> Iterator[list[Any]]:
    """Every list of segments in a value, the outer ones first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        if any(_segment(item, 1.0) is not None for item in value[:20]):
            yield value
        value = dict(enumerate(value[:20]))
    for inner in value.values() if isinstance(value, dict) else ():
        yield from _lists(inner, depth + 1)


def _span(item: Any) -> tuple[Any, Any, float]:
    """Start and end as they are written, and how many of their units are a second; 0 for what their names
    do not say."""
    if isinstance(item, list) and len(item) >= 3:
        return item[0], item[1], 0.0
    if not isinstance(item, dict):
        return None, None, 0.0
    span = item.get("timestamp")
    if isinstance(span, list) and len(span) == 2:
        return span[0], span[1], 1.0
    if (start := _first(item, _MS_STARTS)) is not None:
        return start, _end(item, start, _MS_ENDS, _MS_LENGTHS), 1000.0
    start = _first(item, _STARTS)
    return start, _end(item, start, _ENDS, _LENGTHS), 0.0


def _end(item: Mapping[str, Any], start: Any, ends: tuple[str, ...], lengths: tuple[str, ...]) -> Any:
    """The end as it is written, or the start and the length together."""
    if (end := _first(item, ends)) is not None:
        return end
    begin, length = _plain(start), _plain(_first(item, lengths))
    return begin + length if begin is not None and length is not None else None


def _plain(value: Any) -> Any:
    """A number, also one that came as text, “1.5s” or by ISO 8601 “PT1.5S”; None for anything else."""
    if isinstance(value, str):
        if match := _SUFFIXED.fullmatch(value):
            return float(match[1])
        if len(value) > 2 and (match := _ISO.fullmatch(value)):
            hours, minutes, seconds = (float(part or 0) for part in match.groups())
            return (hours * 60 + minutes) * 60 + seconds
    number = number_of(value)
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None


def _seconds(value: Any, unit: float) -> float | None:
    if isinstance(value, str) and is_time(value):
        ticks = LooseTimes({}).read(value)
        return None if ticks is None else ticks / TICKS_PER_SECOND
    return start_of(_plain(value), unit)


def _segment(item: Any, unit: float) -> SpokenSegment | None:
    start, end, own = _span(item)
    begin, stop = _seconds(start, own or unit), _seconds(end, own or unit)
    stop = None if stop is not None and stop < 0 else stop
    said: Mapping[str, Any] = item if isinstance(item, dict) else {}
    text = item[2] if isinstance(item, list) and len(item) >= 3 else _first(said, _TEXTS)
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "\n".join(text)
    if begin is None or not isinstance(text, str):
        return None
    speaker = said.get("speaker")
    words = words_from(said.get("words"), "word text", own or unit)
    named = speaker if isinstance(speaker, str) else None
    return SpokenSegment(text.strip(), begin, NO_END if stop is None else max(begin, stop), words, named)


def _of_words(body: Any, options: Options) -> Document:
    """Lists of words, such as Vosk writes, each with the text of the object that holds it."""
    said = []
    if isinstance(body, list) and (bare := words_from(body, "word")):
        said.append(SpokenSegment("", bare[0].start, bare[-1].end, bare))
    for holder in _holders(body, 0):
        lists = (value for value in holder.values() if isinstance(value, list))
        words = next((found for each in lists if (found := words_from(each, "word"))), [])
        if words:
            text = holder.get("text")
            whole = text if isinstance(text, str) else ""
            said.append(SpokenSegment(whole, words[0].start, words[-1].end, words))
    if not said:
        raise wrong_transcript(NAME, "it is no list of objects with start, end and text")
    return to_document(said, options, None, whole=True)


def _holders(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        yield value
    if depth < _DEEPEST:
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _holders(inner, depth + 1)


def _first(item: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((item[name] for name in names if item.get(name) is not None), None)


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as a bare list of `{start, end, text}`, with `speaker` where one is named."""
    listed = []
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, frozenset())
        note_placement(cue, number, losses)
        times = {"start": round(seconds(max(cue.start, 0)), 3), "end": round(seconds(max(cue.end, 0)), 3)}
        listed.append(times | {"text": cue.text} | ({"speaker": cue.speaker} if cue.speaker else {}))
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in listed)
    return f"[\n{lines}\n]\n"


def sniff(head: Head) -> float:
    """Likely when objects with a start and a text come first, or rows of two times and a text."""
    start = head.start[:16_384]
    if start[:1] not in ("{", "["):
        return 0.0
    if _ROWS.match(start):
        return 0.8
    timed = any(f'"{name}"' in start for name in (*_STARTS, *_MS_STARTS, "timestamp"))
    said = any(f'"{name}"' in start for name in (*_TEXTS, "word"))
    return 0.7 if timed and said else 0.0


FORMAT = CaptionFormat(
    id="segments-json",
    name=NAME,
    extensions=(".json",),
    media_type="application/json",
    read=read,
    write=write,
    sniff=sniff,
    decode_options=(
        OPTIONS[0].with_default("segments"),
        *OPTIONS[1:],
    ),
    keeps=("times in milliseconds", "text", "speakers", "times of words"),
    loses=("every other field", "styles, colours and placement"),
    aliases=("Hugging Face chunks", "Vosk"),
)
