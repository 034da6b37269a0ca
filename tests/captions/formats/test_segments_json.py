"""Bare lists of segments, as many tools write them."""

from __future__ import annotations

import json

import pytest

from app.captions.conversion.convert import ConvertRequest, convert, inspect
from tests.support.captions.speech_services import assert_says_good_day, forms


def test_a_segment_without_an_end_lasts_to_the_next() -> None:
    body = [{"start": 0, "text": "One."}, {"start": 0.8, "end": None, "text": "Two."}]
    cues = inspect(json.dumps(body).encode()).as_json()["cues"]
    assert [(cue["start"], cue["text"]) for cue in cues] == [(0.0, "One."), (0.8, "Two.")]
    assert cues[0]["end"] == 0.8


@pytest.mark.parametrize("text", forms("segments-json").values(), ids=forms("segments-json"))
def test_each_documented_form(text: str) -> None:
    assert_says_good_day(text, "segments-json")


def test_a_bare_list_is_written() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,500\n<i>Grüße</i>\nan alle\n".encode()
    done = convert(srt, ConvertRequest(target_profile="Segments JSON"))
    assert json.loads(done.data) == [{"start": 1.0, "end": 2.5, "text": "Grüße\nan alle"}]
    assert [loss["kind"] for loss in done.losses] == ["italic"]
