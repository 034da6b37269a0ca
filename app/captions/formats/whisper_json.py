"""Whisper transcripts as JSON, in the forms of its family; read only.

openai/whisper and faster-whisper: `{"segments": [{"start", "end", "text", "words": [{"word", "start", "end",
"probability"}]}], "language"}`; the OpenAI API's verbose_json has the words beside the segments, or words
alone; WhisperX adds `score` and `speaker`; whisper.cpp has `{"transcription": [{"offsets": {"from", "to"} in
ms, "text"}]}`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.asr import (
    NO_END,
    OPTIONS,
    items,
    language_of,
    number_of,
    parse_transcript,
    start_of,
    time_of,
    to_document,
    words_from,
    wrong_transcript,
)
from app.captions.formats.shared.loose_times import LooseTimes, likely_unit
from app.captions.model.document import TICKS_PER_SECOND, Document
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenSegment

NAME = "Whisper transcript JSON"


def read(text: str, options: Options) -> Document:
    """A Whisper transcript as a document; CaptionError `malformed_json` or `wrong_file`."""
    body = parse_transcript(text, NAME)
    if isinstance(body.get("transcription"), list):
        result = body.get("result")
        language = language_of(result.get("language")) if isinstance(result, dict) else None
        return to_document(_from_cpp(body), options, language)
    if not body.get("segments") and (words := words_from(body.get("words"), "word text")):
        whole = next((body[name] for name in ("text", "transcript") if isinstance(body.get(name), str)), "")
        spoken = SpokenSegment(whole, words[0].start, words[-1].end, words)
        return to_document([spoken], options, language_of(body.get("language")), whole=True)
    if not isinstance(body.get("segments"), list):
        raise wrong_transcript(NAME, "it has no “segments”")
    spans = [(item.get("start"), item.get("end")) for item in items(body["segments"])[:100]]
    unit = 1000.0 if likely_unit(spans) == "milliseconds" else 1.0
    segments = [said for item in items(body["segments"]) if (said := _segment(item, unit)) is not None]
    if not any(said.words for said in segments):
        segments = _with_words_beside(segments, body, unit)
    document = to_document(segments, options, language_of(body.get("language")))
    if unit != 1.0:
        document.add_issue("time_unit_assumed", "Times are whole numbers: read as milliseconds.")
    return document


def _segment(item: Mapping[str, Any], unit: float) -> SpokenSegment | None:
    start, end, text = (
        start_of(number_of(item.get("start")), unit),
        time_of(number_of(item.get("end")), unit),
        item.get("text"),
    )
    words = words_from(item.get("words"), "word text", unit)
    if start is None and words:
        start = words[0].start
    text = next((said for said in (text, item.get("segment")) if isinstance(said, str)), "")
    if start is None or not (text or words):
        return None
    speaker = item.get("speaker")
    return SpokenSegment(
        text.strip(),
        start,
        NO_END if end is None else end,
        words,
        speaker if isinstance(speaker, str) else None,
    )


def _span(item: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Start and end of a segment of whisper.cpp, from its milliseconds or else from its clock times."""
    offsets, clocks = item.get("offsets"), item.get("timestamps")
    if isinstance(offsets, dict):
        return start_of(offsets.get("from"), 1000), time_of(offsets.get("to"), 1000)
    times = (
        [LooseTimes({}).read(clocks.get(end)) for end in ("from", "to")] if isinstance(clocks, dict) else []
    )
    start, end = (None if time is None else time / TICKS_PER_SECOND for time in times or (None, None))
    return start, end


def _from_cpp(body: Mapping[str, Any]) -> list[SpokenSegment]:
    segments = []
    for item in items(body["transcription"]):
        text = item.get("text")
        start, end = _span(item)
        if not isinstance(text, str):
            continue
        if start is not None and end is not None:
            segments.append(SpokenSegment(text.strip(), start, end))
    return segments


def _with_words_beside(
    segments: list[SpokenSegment], body: Mapping[str, Any], unit: float
) -> list[SpokenSegment]:
    """Give every segment the words that start in it."""
    words = words_from(body.get("words"), "word text", unit)
    if not words or not segments:
        return segments
    segments = sorted(segments, key=lambda said: said.start)
    starts = [said.start for said in segments]
    shared: list[list[Any]] = [[] for _ in segments]
    for word in words:
        shared[max(bisect_right(starts, word.start + 0.001) - 1, 0)].append(word)
    return [replace(said, words=tuple(own)) for said, own in zip(segments, shared, strict=True)]


def sniff(head: Head) -> float:
    """Likely when segments with times are what the object holds."""
    start = head.start[:16_384]
    if not start.startswith("{"):
        return 0.0
    if '"transcription"' in start and ('"offsets"' in start or '"timestamps"' in start):
        return 0.97
    timed = ('"segments"' in start or '"words"' in start) and '"start"' in start and '"end"' in start
    return 0.9 if timed and '"results"' not in start and '"utterances"' not in start else 0.0


FORMAT = CaptionFormat(
    id="whisper-json",
    name=NAME,
    extensions=(".json",),
    media_type="application/json",
    read=read,
    sniff=sniff,
    decode_options=OPTIONS,
    keeps=("times in milliseconds", "text", "speakers (WhisperX)", "times and confidence of words"),
    loses=("tokens and probabilities of segments",),
    aliases=("Whisper", "Whisper JSON"),
)
