"""Speechmatics transcripts as JSON (json-v2); read only.

Source: Speechmatics documentation, "Speech API output": `results[]` of `{type: word | punctuation,
start_time, end_time, attaches_to, alternatives: [{content, confidence, language, speaker}]}`, times in
seconds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import (
    OPTIONS,
    by_speaker,
    items,
    language_of,
    parse_transcript,
    time_of,
    to_document,
    wrong_transcript,
)
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenWord

NAME = "Speechmatics transcript JSON"


def read(text: str, options: Options) -> Document:
    """A Speechmatics transcript as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_transcript(text, NAME)
    if not isinstance(body.get("results"), list):
        raise wrong_transcript(NAME, "it has no “results”")
    words: list[tuple[SpokenWord, str | None]] = []
    for item in items(body["results"]):
        best: dict[str, Any] = next(iter(items(item.get("alternatives"))), {})
        content = best.get("content")
        start, end = time_of(item.get("start_time")), time_of(item.get("end_time"))
        if not isinstance(content, str) or not content.strip() or start is None:
            continue
        if item.get("type") == "punctuation" and item.get("attaches_to", "previous") == "previous" and words:
            last, speaker = words[-1]
            words[-1] = (replace(last, text=last.text + content.strip()), speaker)
            continue
        named = best.get("speaker")
        word = SpokenWord(content.strip(), start, max(start, start if end is None else end))
        words.append((word, named if isinstance(named, str) and named != "UU" else None))
    config = (body.get("metadata") or {}) if isinstance(body.get("metadata"), dict) else {}
    settings = config.get("transcription_config")
    language = settings.get("language") if isinstance(settings, dict) else None
    return to_document(by_speaker(words), options, language_of(language), whole=True)


def sniff(head: Head) -> float:
    """Sure by results with times and alternatives in a list."""
    start = head.start[:16_384]
    named = (
        '"results"' in start and '"alternatives"' in start and '"start_time"' in start and '"type"' in start
    )
    return 0.97 if start.startswith("{") and named and '"items"' not in start else 0.0


FORMAT = CaptionFormat(
    id="speechmatics-json",
    name=NAME,
    extensions=(".json",),
    media_type="application/json",
    read=read,
    sniff=sniff,
    decode_options=OPTIONS,
    keeps=("times in milliseconds", "text with punctuation", "speakers", "times of words"),
    loses=("other alternatives and confidence",),
    aliases=("Speechmatics",),
)
