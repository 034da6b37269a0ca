"""Lists of segments as JSON, as scripts and Hugging Face pipelines write them.

A list of `{start, end, text}` in seconds, alone or as `chunks` or `utterances` of an object; `timestamp:
[start, end]` (Hugging Face) means the same, and so do other names. A missing end is the next start.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import (
    NO_END,
    OPTIONS,
    items,
    language_of,
    number_of,
    parse_json,
    time_of,
    to_document,
    words_from,
    wrong_transcript,
)
from app.captions.formats.shared.tables import note_placement
from app.captions.model.document import Document, seconds
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenSegment
from app.captions.model.style_losses import note_style_losses

NAME = "Segments JSON"
_LISTS = ("chunks", "utterances", "body", "segments", "captions", "subtitles", "cues")
_STARTS, _ENDS = ("start", "from", "start_time", "begin"), ("end", "to", "end_time")
_TEXTS = ("text", "content", "transcript", "sentence")


def read(text: str, options: Options) -> Document:
    """A list of segments as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_json(text, NAME)
    if body == []:
        return Document()
    holder: Mapping[str, Any] = body if isinstance(body, dict) else {}
    found = (
        body if isinstance(body, list) else next((holder[n] for n in _LISTS if items(holder.get(n))), None)
    )
    said = [segment for item in items(found) if (segment := _segment(item)) is not None]
    if not said:
        raise wrong_transcript(NAME, "it is no list of objects with start, end and text")
    kept = {"cut": "segments"} | dict(options) if "cut" not in options else options
    return to_document(said, kept, language_of(holder.get("language") or holder.get("lang")))


def _segment(item: Mapping[str, Any]) -> SpokenSegment | None:
    span = item.get("timestamp")
    start, end = (
        span if isinstance(span, list) and len(span) == 2 else (_first(item, _STARTS), _first(item, _ENDS))
    )
    begin, stop, text = time_of(number_of(start)), time_of(number_of(end)), _first(item, _TEXTS)
    if begin is None or not isinstance(text, str):
        return None
    speaker = item.get("speaker")
    words = words_from(item.get("words"), "word text")
    named = speaker if isinstance(speaker, str) else None
    return SpokenSegment(text.strip(), begin, NO_END if stop is None else max(begin, stop), words, named)


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
    """Likely when objects with a start and a text come first."""
    start = head.start[:16_384]
    listed = start.startswith("[") or any(f'"{name}"' in start for name in _LISTS)
    if start[:1] not in ("{", "[") or not listed:
        return 0.0
    timed = any(f'"{name}"' in start for name in (*_STARTS, "timestamp"))
    return 0.7 if timed and any(f'"{name}"' in start for name in _TEXTS) else 0.0


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
    aliases=("Hugging Face chunks",),
)
