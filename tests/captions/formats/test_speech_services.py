"""Transcripts of speech services and sites, each in the form that its documentation shows."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest

from app.captions.conversion.convert import convert, inspect
from app.captions.conversion.request import ConvertRequest
from app.captions.formats import registry, whisper_json
from app.captions.model.document import Document
from app.core.errors import CaptionError
from tests.support.captions.speech_services import SERVICES


@pytest.mark.parametrize(("name", "text"), SERVICES.items(), ids=SERVICES)
def test_each_service_is_recognised_and_read(name: str, text: str) -> None:
    found = inspect(text.encode())
    assert found.caption_format.id == name.split()[0]
    (cue,) = found.as_json()["cues"]
    assert (cue["start"], cue["text"]) == (0.1, "Good day.")
    assert cue["end"] >= 0.9


@pytest.mark.parametrize("name", sorted({name.split()[0] for name in SERVICES}))
@pytest.mark.parametrize("text", ["", "{}", "[]", "<a/>", "{", '{"results": 1}', "1\t2"])
def test_what_is_something_else_is_refused_with_a_reason(name: str, text: str) -> None:
    caption_format = registry.get(name)
    assert caption_format.read is not None
    document = Document()
    with suppress(CaptionError):
        document = caption_format.read(text, {})
    assert not document.cues


SEGMENT = {
    "start": 0.0,
    "end": 4.0,
    "text": " Am 3. Mai kamen 250 Leute.",
    "words": [
        {"word": "Am", "start": 0.1, "end": 0.3},
        {"word": "3."},
        {"word": "Mai", "start": 1.0, "end": 1.3},
    ],
}


def spoken(body: Any) -> str:
    return " ".join(cue.text.replace("\n", " ") for cue in whisper_json.read(json.dumps(body), {}).cues)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (SEGMENT["words"], "Am 3. Mai kamen 250 Leute."),
        ([{"word": "1999"}], "Am 3. Mai kamen 250 Leute."),
        ([{"word": "Leute", "start": 3.0, "end": None}], "Am 3. Mai kamen 250 Leute."),
        ([{"word": "invented", "start": 3.0, "end": 4.0}], "Am 3. Mai kamen 250 Leute."),
        ([], "Am 3. Mai kamen 250 Leute."),
    ],
)
def test_the_text_of_a_segment_is_the_truth_and_words_only_time_it(words: Any, said: str) -> None:
    assert spoken({"segments": [SEGMENT | {"words": words}]}) == said


def test_words_alone_are_enough_and_their_text_brings_the_punctuation() -> None:
    words = [
        {"word": "Hello", "start": 0.0, "end": 0.5},
        {"word": "2024"},
        {"word": "friend", "start": 1.0, "end": 1.6},
    ]
    assert spoken({"words": words}) == "Hello 2024 friend"
    assert spoken({"text": "Hello, 2024 friend!", "words": words}) == "Hello, 2024 friend!"


def test_a_segment_without_an_end_lasts_to_the_next() -> None:
    body = [{"start": 0, "text": "One."}, {"start": 0.8, "end": None, "text": "Two."}]
    cues = inspect(json.dumps(body).encode()).as_json()["cues"]
    assert [(cue["start"], cue["text"]) for cue in cues] == [(0.0, "One."), (0.8, "Two.")]
    assert cues[0]["end"] == 0.8


def test_rolling_captions_end_where_the_next_begin() -> None:
    events = [
        {"tStartMs": 0, "dDurationMs": 4000, "segs": [{"utf8": "one"}]},
        {"tStartMs": 2000, "dDurationMs": 2000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 2000, "dDurationMs": 3000, "segs": [{"utf8": "two"}]},
    ]
    cues = inspect(json.dumps({"events": events}).encode()).as_json()["cues"]
    assert [(cue["start"], cue["end"], cue["text"]) for cue in cues] == [(0.0, 2.0, "one"), (2.0, 5.0, "two")]


def test_labels_are_written_and_read_again() -> None:
    request = ConvertRequest(target_profile="Audacity Labels")
    written = convert(b"1\n00:00:01,000 --> 00:00:02,500\nOne\nTwo\n", request).data
    assert written == b"1.000000\t2.500000\tOne Two\n"
