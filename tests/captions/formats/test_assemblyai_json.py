"""Transcripts of AssemblyAI."""

from __future__ import annotations

import json

import pytest

from app.captions.formats import assemblyai_json
from app.core.errors import CaptionError
from tests.support.captions.asr_transcripts import AS_SEGMENTS, ASSEMBLY, shown


def test_utterances_and_words() -> None:
    document = assemblyai_json.read(json.dumps(ASSEMBLY), AS_SEGMENTS)
    assert shown(document) == [(250, 900, "Hello there.", "Speaker A"), (2500, 2900, "Fine.", "Speaker B")]
    assert document.language == "en-us"
    without = {key: value for key, value in ASSEMBLY.items() if key != "utterances"}
    cut = assemblyai_json.read(json.dumps(without), AS_SEGMENTS)
    assert [(s, t, who) for s, _, t, who in shown(cut)] == [
        (250, "Hello there.", "Speaker A"),
        (2500, "Fine.", "Speaker B"),
    ]


def test_a_failed_transcript_says_so() -> None:
    with pytest.raises(CaptionError, match="no speech found"):
        assemblyai_json.read('{"status": "error", "error": "no speech found"}', {})
