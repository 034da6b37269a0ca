"""Transcripts of Amazon Transcribe."""

from __future__ import annotations

import json

import pytest

from app.captions import load
from tests.support.captions.speech_services import assert_says_good_day, forms


@pytest.mark.parametrize("text", forms("aws-json").values(), ids=forms("aws-json"))
def test_each_documented_form(text: str) -> None:
    assert_says_good_day(text, "aws-json")


def test_speakers_that_a_list_of_its_own_names() -> None:
    said = [("0.1", "0.5", "Hello"), ("2.0", "2.4", "Good"), ("2.5", "2.9", "day")]
    body = {
        "results": {
            "items": [
                {"start_time": a, "end_time": b, "type": "pronunciation", "alternatives": [{"content": text}]}
                for a, b, text in said
            ],
            "speaker_labels": {
                "segments": [
                    {"items": [{"start_time": a, "speaker_label": f"spk_{int(a > '1')}"}]} for a, _, _ in said
                ]
            },
        }
    }
    cues = load(json.dumps(body).encode()).cues
    assert [(cue.text, cue.speaker) for cue in cues] == [("Hello", "spk_0"), ("Good day", "spk_1")]
