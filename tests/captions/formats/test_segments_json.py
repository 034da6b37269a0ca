"""Bare lists of segments, as many tools write them."""

from __future__ import annotations

import json

import pytest

from app.captions.conversion.convert import ConvertRequest, convert, inspect
from app.core.errors import CaptionError
from tests.support.captions.speech_services import assert_says_good_day, forms


def test_a_segment_without_an_end_lasts_to_the_next() -> None:
    body = [{"start": 0, "text": "One."}, {"start": 0.8, "end": None, "text": "Two."}]
    cues = inspect(json.dumps(body).encode()).as_json()["cues"]
    assert [(cue["start"], cue["text"]) for cue in cues] == [(0.0, "One."), (0.8, "Two.")]
    assert cues[0]["end"] == 0.8


@pytest.mark.parametrize("text", forms("segments-json").values(), ids=forms("segments-json"))
def test_each_documented_form(text: str) -> None:
    assert_says_good_day(text, "segments-json")


GOOD_DAY = {
    "rows": [[0.1, 0.9, "Good day."]],
    "nested": {
        "result": {"transcription": {"utterances": [{"start": 0.1, "end": 0.9, "text": "Good day."}]}}
    },
    "clock": [{"startTime": "00:00:00,100", "endTime": "00:00:00,900", "text": "Good day."}],
    "milliseconds by name": {"captions": [{"startMs": 100, "endMs": 900, "text": "Good day."}]},
    "words alone": [{"word": "Good", "start": 0.1, "end": 0.4}, {"word": "day.", "start": 0.5, "end": 0.9}],
    "other names": {"transcript": [{"start_time": "0.1", "end_time": "0.9", "sentence": "Good day."}]},
}


@pytest.mark.parametrize("body", GOOD_DAY.values(), ids=GOOD_DAY)
def test_other_shapes_of_the_same(body: object) -> None:
    assert_says_good_day(json.dumps(body), "segments-json")


def test_an_object_a_line() -> None:
    lines = [{"start": 0, "end": 1, "text": "One."}, {"start": 1, "end": 2, "text": "Two."}]
    cues = inspect("\n".join(map(json.dumps, lines)).encode()).as_json()["cues"]
    assert [(cue["start"], cue["text"]) for cue in cues] == [(0.0, "One."), (1.0, "Two.")]


def test_whole_numbers_that_would_last_minutes_are_milliseconds() -> None:
    body = [{"start": 100, "end": 2900, "text": "One."}, {"start": 3000, "end": 5000, "text": "Two."}]
    found = inspect(json.dumps(body).encode())
    assert [(cue["start"], cue["end"]) for cue in found.as_json()["cues"]] == [(0.1, 2.9), (3.0, 5.0)]
    assert "time_unit_assumed" in [issue["code"] for issue in found.issues()]


def test_a_unit_that_the_names_say_is_not_guessed() -> None:
    body = [{"start_ms": 1000, "end_ms": 61_000, "text": "One."}]
    found = inspect(json.dumps(body).encode())
    assert [(cue["start"], cue["end"]) for cue in found.as_json()["cues"]] == [(1.0, 61.0)]
    assert "time_unit_assumed" not in [issue["code"] for issue in found.issues()]


def test_lists_of_words_are_cut_into_captions() -> None:
    words = [{"conf": 1, "start": 0.1, "end": 0.5, "word": "good"}, {"start": 0.5, "end": 1.9, "word": "day"}]
    cues = inspect(json.dumps({"result": words, "text": "good day"}).encode()).as_json()["cues"]
    assert [(cue["start"], cue["text"]) for cue in cues] == [(0.1, "good day")]


def test_a_bare_list_is_written() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,500\n<i>Grüße</i>\nan alle\n".encode()
    done = convert(srt, ConvertRequest(target_profile="Segments JSON"))
    assert json.loads(done.data) == [{"start": 1.0, "end": 2.5, "text": "Grüße\nan alle"}]
    assert [loss["kind"] for loss in done.losses] == ["italic"]


@pytest.mark.parametrize("start", ["1e999", "NaN", "-1e999", '"nan"'])
def test_a_number_that_is_no_time_is_no_caption(start: str) -> None:
    body = f'[{{"start": {start}, "end": 2, "text": "One"}}, {{"start": 3, "end": 4.5, "text": "Two"}}]'
    assert "One" not in str(read_or_refused(body))


def test_a_number_too_large_to_be_read_is_refused() -> None:
    body = f'[{{"start": {"9" * 400}, "end": 2, "text": "One"}}]'
    assert "One" not in str(read_or_refused(body))


def read_or_refused(body: str) -> object:
    try:
        return inspect(body.encode()).as_json()["cues"]
    except CaptionError as refused:
        return refused.code
