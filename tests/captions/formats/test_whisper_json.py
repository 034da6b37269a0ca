"""Transcripts of Whisper and its relatives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.captions import load
from app.captions.formats import whisper_json
from app.captions.model.document import TICKS_PER_MS, seconds
from app.captions.model.word_timings import words_of
from tests.support.captions.asr_transcripts import AS_SEGMENTS, WHISPER, shown


def test_segments() -> None:
    document = whisper_json.read(json.dumps(WHISPER), AS_SEGMENTS)
    assert shown(document) == [
        (0, 1280, "Hello there.", None),
        (2000, 3500, "How are you?", "SPEAKER_01"),
    ]
    assert document.language == "en"
    assert document.cues[0].karaoke == ((6, 500 * TICKS_PER_MS),)
    assert [(w.text, w.confidence) for w in words_of(document.cues[0])] == [("Hello", 0.93), ("there.", 0.99)]


def test_words_beside_the_segments() -> None:
    body = {
        "task": "transcribe", "language": "english",
        "segments": [{"start": 0.0, "end": 1.0, "text": "One."}, {"start": 1.0, "end": 2.0, "text": "Two."}],
        "words": [{"word": "One", "start": 0.0, "end": 0.9}, {"word": "Two", "start": 1.0, "end": 1.9}],
    }  # fmt: skip
    document = whisper_json.read(json.dumps(body), AS_SEGMENTS)
    assert [[w.text for w in words_of(c)] for c in document.cues] == [["One."], ["Two."]]
    assert document.language is None


def test_whisper_cpp() -> None:
    body = {
        "result": {"language": "de"},
        "transcription": [{"offsets": {"from": 120, "to": 2500}, "text": " Guten Tag."}],
    }
    document = whisper_json.read(json.dumps(body), AS_SEGMENTS)
    assert shown(document) == [(120, 2500, "Guten Tag.", None)]
    assert document.language == "de"


def test_long_segments_become_captions() -> None:
    words = ["word,"] * 9 + ["end."]
    text = " ".join(words * 20)
    body = {"segments": [{"start": 0.0, "end": 100.0, "text": text}]}
    document = whisper_json.read(json.dumps(body), {"guide": "netflix"})
    assert len(document.cues) > 12
    assert all(len(row) <= 42 for cue in document.cues for row in cue.text.split("\n"))
    assert " ".join(cue.text for cue in document.cues).split() == text.split()


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


@pytest.mark.parametrize(
    "body",
    [
        {"segments": [{"start": "0.5", "end": "2.0", "text": "Zahl 250"}]},
        {
            "transcription": [
                {"timestamps": {"from": "00:00:00,500", "to": "00:00:02,000"}, "text": " Zahl 250"}
            ]
        },
    ],
)
def test_times_as_text(body: dict[str, Any]) -> None:
    document = load(json.dumps(body).encode(), "a.json")
    assert [(seconds(cue.start), seconds(cue.end), cue.text) for cue in document.cues] == [
        (0.5, 2.0, "Zahl 250")
    ]
