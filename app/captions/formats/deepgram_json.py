"""Deepgram transcripts as JSON; read only.

Source: Deepgram API reference, "Pre-recorded audio": `results.channels[].alternatives[0].words` of `{word,
punctuated_word, start, end, confidence, speaker}` in seconds, and with that option `results.utterances`.
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
    parse_transcript,
    time_of,
    to_document,
    words_from,
    wrong_transcript,
)
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.model.spoken_word import SpokenSegment, SpokenWord

NAME = "Deepgram transcript JSON"
_WORD = "punctuated_word word"


def read(text: str, options: Options) -> Document:
    """A Deepgram transcript as a document; CaptionError `malformed_json` or `wrong_file`."""
    results = parse_transcript(text, NAME).get("results")
    if not isinstance(results, dict):
        raise wrong_transcript(NAME, "it has no “results”")
    channels = items(results.get("channels"))
    language = language_of(channels[0].get("detected_language")) if channels else None
    utterances = [said for item in items(results.get("utterances")) if (said := _utterance(item)) is not None]
    if utterances:
        return to_document(utterances, options, language)
    if not channels:
        raise wrong_transcript(NAME, "its “results” have no “channels”")
    words = _words(channels)
    document = to_document(by_speaker(words), options, language, whole=True)
    if len(channels) > 1:
        message = f"{len(channels)} channels were put together in the order of their words."
        document.add_issue("channels_joined", message)
    return document


def _words(channels: list[dict[str, Any]]) -> list[tuple[SpokenWord, str | None]]:
    """The words of all channels; with several, the channel is the speaker."""
    words = []
    for number, channel in enumerate(channels):
        alternative = next(iter(items(channel.get("alternatives"))), {})
        for item in items(alternative.get("words")):
            speaker = _speaker(item) or (f"Channel {number}" if len(channels) > 1 else None)
            words += [(word, speaker) for word in words_from([item], _WORD)]
    return words


def _utterance(item: Mapping[str, Any]) -> SpokenSegment | None:
    start, end = time_of(item.get("start")), time_of(item.get("end"))
    if start is None or end is None or not isinstance(item.get("transcript"), str):
        return None
    return SpokenSegment(
        item["transcript"].strip(), start, end, words_from(item.get("words"), _WORD), _speaker(item)
    )


def _speaker(item: Mapping[str, Any]) -> str | None:
    number = item.get("speaker")
    return f"Speaker {number}" if isinstance(number, int) and not isinstance(number, bool) else None


def sniff(head: Head) -> float:
    """Sure by results in channels."""
    start = head.start[:16_384]
    if not start.startswith("{"):
        return 0.0
    return 0.98 if '"results"' in start and ('"channels"' in start or '"punctuated_word"' in start) else 0.0


FORMAT = CaptionFormat(
    id="deepgram-json",
    name=NAME,
    extensions=(".json",),
    media_type="application/json",
    read=read,
    sniff=sniff,
    decode_options=OPTIONS,
    keeps=("times in milliseconds", "text with punctuation", "speakers", "times and confidence of words"),
    loses=("other alternatives, topics, summaries and other analyses",),
    aliases=("Deepgram", "Deepgram JSON"),
)
