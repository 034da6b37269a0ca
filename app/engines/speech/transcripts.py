"""Transcripts as JSON, for checkpoints and for the `json` output of a transcribe job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.engines.protocols import Transcript


def to_json(transcript: Transcript) -> dict[str, Any]:
    """The transcript as plain values; times in seconds.

    `{"language", "language_probability", "duration", "text", "segments": [{"text", "start", "end", "speaker",
    "words": [{"text", "start", "end", "probability"}]}]}`, and the "language" of a segment where there are
    several.
    """
    return {
        "language": transcript.language,
        "language_probability": transcript.language_probability,
        "duration": transcript.duration,
        "text": transcript.text,
        "segments": [_segment(segment) for segment in transcript.segments],
    }


def _segment(segment: SpokenSegment) -> dict[str, Any]:
    words = [
        {"text": word.text, "start": word.start, "end": word.end, "probability": word.probability}
        for word in segment.words
    ]
    return {
        "text": segment.text,
        "start": segment.start,
        "end": segment.end,
        "speaker": segment.speaker,
        "words": words,
        **({"language": segment.language} if segment.language else {}),
    }


def from_json(content: Mapping[str, Any]) -> Transcript:
    """The transcript that `to_json` wrote; KeyError when something is missing."""
    segments = tuple(
        SpokenSegment(
            text=item["text"],
            start=item["start"],
            end=item["end"],
            words=tuple(SpokenWord(w["text"], w["start"], w["end"], w["probability"]) for w in item["words"]),
            speaker=item["speaker"],
            language=item.get("language"),
        )
        for item in content["segments"]
    )
    return Transcript(content["language"], content["language_probability"], segments, content["duration"])
