"""Transcripts of Google Speech-to-Text."""

from __future__ import annotations

import json

import pytest

from app.captions import load
from app.captions.model.document import seconds
from tests.support.captions.speech_services import assert_says_good_day, forms


@pytest.mark.parametrize("text", forms("google-json").values(), ids=forms("google-json"))
def test_each_documented_form(text: str) -> None:
    assert_says_good_day(text, "google-json")


def test_times_as_client_libraries_print_them() -> None:
    word = {"word": "Hello", "start_time": {"seconds": "1", "nanos": 500_000_000}, "end_time": {"seconds": 3}}
    body = {"results": [{"alternatives": [{"transcript": "Hello", "words": [word]}]}]}
    document = load(json.dumps(body).encode())
    assert [(seconds(cue.start), seconds(cue.end), cue.text) for cue in document.cues] == [(1.5, 3, "Hello")]
