"""Transcripts of three recognizers, as their documentation shows them, and what was read of them."""

from __future__ import annotations

from typing import Any

from app.captions.model.document import TICKS_PER_MS, Document

AS_SEGMENTS = {"cut": "segments", "word_times": True}
WHISPER = {
    "text": " Hello there. How are you?",
    "segments": [
        {
            "id": 0, "seek": 0, "start": 0.0, "end": 1.28, "text": " Hello there.", "temperature": 0.0,
            "words": [
                {"word": " Hello", "start": 0.0, "end": 0.5, "probability": 0.93},
                {"word": " there.", "start": 0.5, "end": 1.28, "probability": 0.99},
            ],
        },
        {"id": 1, "start": 2.0, "end": 3.5, "text": " How are you?", "speaker": "SPEAKER_01"},
    ],
    "language": "en",
}  # fmt: skip


ASSEMBLY = {
    "id": "6rlr37i5zx", "status": "completed", "acoustic_model": "default", "language_code": "en_us",
    "text": "Hello there. Fine.",
    "words": [
        {"text": "Hello", "start": 250, "end": 500, "confidence": 0.97, "speaker": "A"},
        {"text": "there.", "start": 500, "end": 900, "confidence": 0.9, "speaker": "A"},
        {"text": "Fine.", "start": 2500, "end": 2900, "confidence": 0.9, "speaker": "B"},
    ],
    "utterances": [
        {
            "speaker": "A", "text": "Hello there.", "start": 250, "end": 900, "confidence": 0.9,
            "words": [{"text": "Hello", "start": 250, "end": 500, "confidence": 0.97, "speaker": "A"}],
        },
        {"speaker": "B", "text": "Fine.", "start": 2500, "end": 2900, "confidence": 0.9, "words": []},
    ],
}  # fmt: skip


def spoken_word(text: str, start: float, end: float, speaker: int) -> dict[str, Any]:
    plain = text.strip(".").lower()
    times = {"start": start, "end": end, "confidence": 0.9, "speaker": speaker}
    return {"word": plain, "punctuated_word": text, **times}


DEEPGRAM: dict[str, Any] = {
    "metadata": {"request_id": "x", "channels": 1},
    "results": {
        "channels": [{
            "detected_language": "en",
            "alternatives": [{
                "transcript": "hello there fine", "confidence": 0.99,
                "words": [
                    spoken_word("Hello", 0.25, 0.5, 0),
                    spoken_word("there.", 0.5, 0.9, 0),
                    spoken_word("Fine.", 2.5, 2.9, 1),
                ],
            }],
        }],
    },
}  # fmt: skip


def shown(document: Document) -> list[tuple[int, int, str, str | None]]:
    return [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text, c.speaker) for c in document.cues]
