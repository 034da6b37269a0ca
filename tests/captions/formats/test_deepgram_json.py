"""Transcripts of Deepgram."""

from __future__ import annotations

import json
from typing import Any

from app.captions.formats import deepgram_json
from tests.support.captions.asr_transcripts import AS_SEGMENTS, DEEPGRAM, shown


def test_words_and_utterances() -> None:
    document = deepgram_json.read(json.dumps(DEEPGRAM), {})
    assert [(s, t, who) for s, _, t, who in shown(document)] == [
        (250, "Hello there.", "Speaker 0"),
        (2500, "Fine.", "Speaker 1"),
    ]
    said = [{"start": 1.0, "end": 2.5, "transcript": "Well.", "speaker": 3, "words": []}]
    body = {"results": {**DEEPGRAM["results"], "utterances": said}}
    assert shown(deepgram_json.read(json.dumps(body), AS_SEGMENTS)) == [(1000, 2500, "Well.", "Speaker 3")]


def test_channels_are_put_together() -> None:
    def channel(word: str, start: float) -> dict[str, Any]:
        return {"alternatives": [{"words": [{"word": word, "start": start, "end": start + 0.5}]}]}

    body = {"results": {"channels": [channel("one", 1.0), channel("two", 0.0)]}}
    document = deepgram_json.read(json.dumps(body), {})
    assert [(c.text, c.speaker) for c in document.cues] == [("two", "Channel 1"), ("one", "Channel 0")]
    assert [issue.code for issue in document.issues] == ["channels_joined"]
