"""Google Cloud Speech-to-Text transcripts as JSON; read only.

Source: Google Cloud Speech-to-Text reference, RecognizeResponse (v1 and v2): `results[].alternatives[0]` of
`{transcript, words: [{word, startTime | startOffset, endTime | endOffset, speakerTag | speakerLabel}]}`,
times as text such as "1.300s", or `{seconds, nanos}` as client libraries print them. Also what
LongRunningRecognize wraps in `response`. IBM Watson writes the same but for its words: `timestamps: [[word,
start, end]]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import (
    OPTIONS,
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
from app.captions.model.spoken_word import SpokenSegment, SpokenWord

NAME = "Google Speech-to-Text JSON"


def read(text: str, options: Options) -> Document:
    """A Google transcript as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_transcript(text, NAME)
    inner = body.get("response")
    results = items((inner if isinstance(inner, dict) else body).get("results"))
    if not results:
        raise wrong_transcript(NAME, "it has no “results”")
    said: list[SpokenSegment] = []
    for result in results:
        best = next(iter(items(result.get("alternatives"))), {})
        words = [word for item in items(best.get("words")) if (word := _word(item)) is not None]
        words = words or _watson_words(best.get("timestamps"))
        whole = best.get("transcript")
        text = whole.strip() if isinstance(whole, str) else " ".join(word.text for word in words)
        end = _seconds(result, "resultEndTime", "resultEndOffset", "result_end_time")
        start = words[0].start if words else said[-1].end if said else 0.0
        if text:
            said.append(
                SpokenSegment(text, start, words[-1].end if words else max(end or start, start), words)
            )
    language = language_of(next((r.get("languageCode") for r in results if r.get("languageCode")), None))
    return to_document(said, options, language, whole=True)


def _word(item: Mapping[str, Any]) -> SpokenWord | None:
    start = _seconds(item, "startTime", "startOffset", "start_time", "start_offset")
    end, text = _seconds(item, "endTime", "endOffset", "end_time", "end_offset"), item.get("word")
    if not isinstance(text, str) or not text.strip() or end is None:
        return None
    return SpokenWord(text.strip(), start or 0.0, max(end, start or 0.0))  # what begins at 0 is left out


def _watson_words(value: Any) -> list[SpokenWord]:
    """The words of IBM Watson: lists of word, start and end."""
    words = []
    for item in value if isinstance(value, list) else ():
        if isinstance(item, list) and len(item) == 3 and isinstance(item[0], str):
            start, end = time_of(item[1]), time_of(item[2])
            if start is not None and end is not None and item[0].strip():
                words.append(SpokenWord(item[0].strip(), start, max(start, end)))
    return words


def _seconds(item: Mapping[str, Any], *names: str) -> float | None:
    value = next((item[name] for name in names if name in item), None)
    if isinstance(value, dict):
        whole, rest = (number_of(value.get(name, 0)) for name in ("seconds", "nanos"))
        if whole is None or rest is None:
            return None
        value = whole + rest / 1e9
    return time_of(number_of(value.removesuffix("s") if isinstance(value, str) else value))


def sniff(head: Head) -> float:
    """Sure by results whose alternatives have a transcript, with no channels around them (Deepgram)."""
    start = head.start[:16_384]
    named = '"results"' in start and '"alternatives"' in start and '"transcript"' in start
    return 0.96 if start.startswith("{") and named and '"channels"' not in start else 0.0


FORMAT = CaptionFormat(
    id="google-json",
    name=NAME,
    extensions=(".json",),
    media_type="application/json",
    read=read,
    sniff=sniff,
    decode_options=OPTIONS,
    keeps=("times in milliseconds", "text with punctuation", "times of words"),
    loses=("other alternatives, confidence and speaker tags",),
    aliases=("Google Speech", "Google Cloud Speech-to-Text", "IBM Watson"),
)
