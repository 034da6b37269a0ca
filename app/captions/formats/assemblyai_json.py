"""AssemblyAI transcripts as JSON; read only.

Source: AssemblyAI API reference, "Get transcript": `words` and, with speaker labels, `utterances` of `{text,
start, end, confidence, speaker}`, times in milliseconds; `language_code`.
"""

from __future__ import annotations

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
    words_from,
    wrong_transcript,
)
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenSegment

NAME = "AssemblyAI transcript JSON"
_PER_SECOND = 1000


def read(text: str, options: Options) -> Document:
    """An AssemblyAI transcript as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_transcript(text, NAME)
    if body.get("status") == "error":
        raise wrong_transcript(NAME, f"it is the report of a failure ({str(body.get('error'))[:100]})")
    language = language_of(body.get("language_code"))
    if isinstance(body.get("utterances"), list) and body["utterances"]:
        segments = [said for item in items(body["utterances"]) if (said := _utterance(item)) is not None]
        return to_document(segments, options, language)
    if not isinstance(body.get("words"), list):
        raise wrong_transcript(NAME, "it has neither “utterances” nor “words”")
    words = [
        (w, _speaker(item)) for item in items(body["words"]) for w in words_from([item], "text", _PER_SECOND)
    ]
    return to_document(by_speaker(words), options, language, whole=True)


def _utterance(item: dict[str, Any]) -> SpokenSegment | None:
    start, end = time_of(item.get("start"), _PER_SECOND), time_of(item.get("end"), _PER_SECOND)
    if start is None or end is None or not isinstance(item.get("text"), str):
        return None
    words = words_from(item.get("words"), "text", _PER_SECOND)
    return SpokenSegment(item["text"].strip(), start, end, words, _speaker(item))


def _speaker(item: dict[str, Any]) -> str | None:
    """ "A" becomes "Speaker A"; a name that speaker identification found stays."""
    name = item.get("speaker")
    if not isinstance(name, str) or not name.strip():
        return None
    return f"Speaker {name}" if len(name) <= 2 else name


def sniff(head: Head) -> float:
    """Sure by what only its answers have, likely by words in milliseconds."""
    start = head.start[:16_384]
    if not start.startswith("{") or '"results"' in start:
        return 0.0
    if any(key in start for key in ('"acoustic_model"', '"audio_url"', '"speech_model"', '"language_model"')):
        return 0.98
    listed = '"utterances"' in start or '"words"' in start
    return 0.85 if listed and '"confidence"' in start and '"segments"' not in start else 0.0


FORMAT = CaptionFormat(
    id="assemblyai-json",
    name=NAME,
    extensions=(".json",),
    media_type="application/json",
    read=read,
    sniff=sniff,
    decode_options=OPTIONS,
    keeps=("times in milliseconds", "text", "speakers", "times and confidence of words"),
    loses=("chapters, entities, sentiment and other analyses",),
    aliases=("AssemblyAI", "AssemblyAI JSON"),
)
