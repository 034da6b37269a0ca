"""Azure Speech transcripts as JSON; read only.

Sources: Azure Speech documentation. Fast transcription: `phrases[]` of `{offsetMilliseconds,
durationMilliseconds, text, speaker, words}`. Batch transcription: `recognizedPhrases[]` of `{offsetInTicks,
durationInTicks, speaker, nBest: [{display, words | displayWords}]}`, a tick being 100 nanoseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import (
    OPTIONS,
    items,
    language_of,
    parse_transcript,
    time_of,
    to_document,
    wrong_transcript,
)
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenSegment, SpokenWord

NAME = "Azure Speech JSON"
_SPANS = (("offsetMilliseconds", "durationMilliseconds", 1e3), ("offsetInTicks", "durationInTicks", 1e7))


def read(text: str, options: Options) -> Document:
    """An Azure transcript as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_transcript(text, NAME)
    phrases = items(body.get("phrases")) or items(body.get("recognizedPhrases"))
    if not phrases and not isinstance(body.get("phrases"), list):
        raise wrong_transcript(NAME, "it has no “phrases”")
    said = [found for phrase in phrases if (found := _phrase(phrase)) is not None]
    return to_document(said, options, language_of(next((p.get("locale") for p in phrases), None)))


def _phrase(phrase: Mapping[str, Any]) -> SpokenSegment | None:
    best = next(iter(items(phrase.get("nBest"))), {})
    text = phrase.get("text", best.get("display"))
    span = _span(phrase)
    if span is None or not isinstance(text, str):
        return None
    given = phrase.get("words") or best.get("displayWords") or best.get("words")
    words = [word for item in items(given) if (word := _word(item)) is not None]
    return SpokenSegment(text.strip(), *span, words, _speaker(phrase))


def _word(item: Mapping[str, Any]) -> SpokenWord | None:
    text = next(
        (item[name] for name in ("text", "displayText", "word") if isinstance(item.get(name), str)), ""
    )
    span = _span(item)
    return SpokenWord(text.strip(), *span) if span is not None and text.strip() else None


def _span(item: Mapping[str, Any]) -> tuple[float, float] | None:
    for offset, duration, scale in _SPANS:
        start, length = time_of(item.get(offset), scale), time_of(item.get(duration), scale)
        if start is not None:
            return start, start + (length or 0.0)
    return None


def _speaker(phrase: Mapping[str, Any]) -> str | None:
    number = phrase.get("speaker")
    return f"Speaker {number}" if isinstance(number, int) and not isinstance(number, bool) else None


def sniff(head: Head) -> float:
    """Sure by phrases with offsets."""
    start = head.start[:16_384]
    fast = '"phrases"' in start and '"offsetMilliseconds"' in start
    batch = '"recognizedPhrases"' in start and '"offsetInTicks"' in start
    return 0.98 if start.startswith("{") and (fast or batch) else 0.0


FORMAT = CaptionFormat(
    id="azure-json",
    name=NAME,
    extensions=(".json",),
    media_type="application/json",
    read=read,
    sniff=sniff,
    decode_options=OPTIONS,
    keeps=("times in milliseconds", "text with punctuation", "speakers", "times of words"),
    loses=("other alternatives and confidence",),
    aliases=("Azure Speech",),
)
