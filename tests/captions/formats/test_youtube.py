"""YouTube's captions as JSON and XML."""

from __future__ import annotations

import json

import pytest

from app.captions.conversion.convert import inspect
from tests.support.captions.speech_services import assert_says_good_day, forms


def test_rolling_captions_end_where_the_next_begin() -> None:
    events = [
        {"tStartMs": 0, "dDurationMs": 4000, "segs": [{"utf8": "one"}]},
        {"tStartMs": 2000, "dDurationMs": 2000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 2000, "dDurationMs": 3000, "segs": [{"utf8": "two"}]},
    ]
    cues = inspect(json.dumps({"events": events}).encode()).as_json()["cues"]
    assert [(cue["start"], cue["end"], cue["text"]) for cue in cues] == [(0.0, 2.0, "one"), (2.0, 5.0, "two")]


@pytest.mark.parametrize("text", forms("youtube-json3").values(), ids=forms("youtube-json3"))
def test_each_documented_form_of_json3(text: str) -> None:
    assert_says_good_day(text, "youtube-json3")


@pytest.mark.parametrize("text", forms("youtube-xml").values(), ids=forms("youtube-xml"))
def test_each_documented_form_of_xml(text: str) -> None:
    assert_says_good_day(text, "youtube-xml")
