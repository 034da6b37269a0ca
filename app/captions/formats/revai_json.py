"""Rev.ai transcripts as JSON; read only.

Source: Rev AI documentation, "Get transcript": `monologues[]` of `{speaker, elements: [{type: text | punct,
value, ts, end_ts, confidence}]}`, times in seconds; the blanks between words are elements too. `speakers[]`
of `{id, name}` names those that the customer has named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import (
    NO_END,
    OPTIONS,
    items,
    parse_transcript,
    time_of,
    to_document,
    wrong_transcript,
)
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenSegment, SpokenWord

NAME = "Rev.ai transcript JSON"


def read(text: str, options: Options) -> Document:
    """A Rev.ai transcript as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_transcript(text, NAME)
    if not isinstance(body.get("monologues"), list):
        raise wrong_transcript(NAME, "it has no “monologues”")
    names = {who.get("id"): who.get("name") for who in items(body.get("speakers"))}
    said = [found for item in items(body["monologues"]) if (found := _monologue(item, names)) is not None]
    return to_document(said, options, None, whole=True)


def _monologue(item: Mapping[str, Any], names: Mapping[Any, Any]) -> SpokenSegment | None:
    elements = items(item.get("elements"))
    text = "".join(str(element.get("value", "")) for element in elements)
    words = [word for element in elements if (word := _word(element)) is not None]
    if not words:
        return None
    speaker = item.get("speaker")
    known = isinstance(speaker, int) and not isinstance(speaker, bool)
    name = names.get(speaker) if known else None
    named = name if isinstance(name, str) and name.strip() else f"Speaker {speaker}" if known else None
    return SpokenSegment(text, words[0].start, words[-1].end if words[-1].end else NO_END, words, named)


def _word(element: Mapping[str, Any]) -> SpokenWord | None:
    start, end, value = time_of(element.get("ts")), time_of(element.get("end_ts")), element.get("value")
    if start is None or not isinstance(value, str) or not value.strip():
        return None
    return SpokenWord(value.strip(), start, max(start, start if end is None else end))


def sniff(head: Head) -> float:
    """Sure by monologues of elements."""
    start = head.start[:16_384]
    return 0.98 if start.startswith("{") and '"monologues"' in start and '"elements"' in start else 0.0


FORMAT = CaptionFormat(
    id="revai-json",
    name=NAME,
    extensions=(".json",),
    media_type="application/json",
    read=read,
    sniff=sniff,
    decode_options=OPTIONS,
    keeps=("times in milliseconds", "text with punctuation", "speakers", "times of words"),
    loses=("confidence",),
    aliases=("Rev.ai", "Rev AI"),
)
