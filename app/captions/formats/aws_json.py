"""Amazon Transcribe transcripts as JSON; read only.

Source: Amazon Transcribe developer guide, "Data input and output": `results.items[]` of `{type, start_time,
end_time, alternatives: [{content, confidence}], speaker_label}` with times as decimal text in seconds;
punctuation has no times and belongs to the word before it. Older files say who speaks in
`results.speaker_labels.segments[].items[]` alone, by the start of each word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import (
    OPTIONS,
    by_speaker,
    items,
    language_of,
    number_of,
    parse_transcript,
    time_of,
    to_document,
    wrong_transcript,
)
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenWord

NAME = "Amazon Transcribe JSON"


def read(text: str, options: Options) -> Document:
    """An Amazon transcript as a document; CaptionError `malformed_json` or `wrong_file`."""
    results = parse_transcript(text, NAME).get("results")
    if not isinstance(results, dict) or not isinstance(results.get("items"), list):
        raise wrong_transcript(NAME, "it has no “results” with “items”")
    words: list[tuple[SpokenWord, str | None]] = []
    speakers = _speakers(results)
    for item in items(results["items"]):
        content = _content(item)
        if item.get("type") == "punctuation" and words:
            last, speaker = words[-1]
            words[-1] = (SpokenWord(last.text + content, last.start, last.end, last.probability), speaker)
        elif content and (word := _word(item, content, words[-1][0].end if words else 0.0)) is not None:
            words.append((word, _speaker(item) or speakers.get(str(item.get("start_time")))))
    return to_document(by_speaker(words), options, language_of(results.get("language_code")), whole=True)


def _content(item: Mapping[str, Any]) -> str:
    first = next(iter(items(item.get("alternatives"))), {})
    content = first.get("content")
    return content.strip() if isinstance(content, str) else ""


def _word(item: Mapping[str, Any], content: str, before: float) -> SpokenWord | None:
    start, end = (time_of(number_of(item.get(name))) for name in ("start_time", "end_time"))
    begin = before if start is None else start
    return SpokenWord(content, begin, max(begin, begin if end is None else end))


def _speaker(item: Mapping[str, Any]) -> str | None:
    label = item.get("speaker_label")
    return label if isinstance(label, str) else None


def _speakers(results: Mapping[str, Any]) -> dict[str, str]:
    """Who speaks at the start of each word, where a list of its own says it."""
    listed = results.get("speaker_labels")
    stretches = items(listed.get("segments")) if isinstance(listed, dict) else []
    said = [item for stretch in stretches for item in items(stretch.get("items"))]
    return {str(item.get("start_time")): label for item in said if (label := _speaker(item))}


def sniff(head: Head) -> float:
    """Sure by items with alternatives."""
    start = head.start[:16_384]
    named = '"results"' in start and '"items"' in start and '"alternatives"' in start
    return 0.98 if start.startswith("{") and named and '"start_time"' in start else 0.0


FORMAT = CaptionFormat(
    id="aws-json",
    name=NAME,
    extensions=(".json",),
    media_type="application/json",
    read=read,
    sniff=sniff,
    decode_options=OPTIONS,
    keeps=("times in milliseconds", "text with punctuation", "speakers", "times of words"),
    loses=("other alternatives and channels",),
    aliases=("AWS Transcribe", "Amazon Transcribe"),
)
