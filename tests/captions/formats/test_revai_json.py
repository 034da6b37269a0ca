"""Transcripts of Rev AI."""

from __future__ import annotations

import json

import pytest

from app.captions import load
from tests.support.captions.speech_services import assert_says_good_day, forms


@pytest.mark.parametrize("text", forms("revai-json").values(), ids=forms("revai-json"))
def test_each_documented_form(text: str) -> None:
    assert_says_good_day(text, "revai-json")


def test_speakers_that_have_a_name() -> None:
    lines = [{"type": "text", "value": "Hello", "ts": 0.1, "end_ts": 0.9}]
    turns = [{"speaker": number, "elements": lines} for number in (0, 1)]
    body = {"monologues": turns, "speakers": [{"id": 0, "name": "Anna"}]}
    assert {cue.speaker for cue in load(json.dumps(body).encode()).cues} == {"Anna", "Speaker 1"}
