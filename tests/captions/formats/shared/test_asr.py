"""Transcripts of Whisper, AssemblyAI and Deepgram."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions.formats import assemblyai_json, deepgram_json, whisper_json
from app.captions.formats.base import Head
from app.captions.model.document import TICKS_PER_MS, Document
from app.captions.model.word_timings import words_of
from app.core.errors import AppError, CaptionError

AS_SEGMENTS = {"cut": "segments", "word_times": True}
MODULES = [whisper_json, assemblyai_json, deepgram_json]

WHISPER = {
    "text": " Hello there. How are you?",
    "segments": [
        {
            "id": 0, "seek": 0, "start": 0.0, "end": 1.28, "text": " Hello there.", "temperature": 0.0,
            "words": [
                {"word": " Hello", "start": 0.0, "end": 0.5, "probability": 0.93},
                {"word": " there.", "start": 0.5, "end": 1.28, "probability": 0.99},
            ],
        },
        {"id": 1, "start": 2.0, "end": 3.5, "text": " How are you?", "speaker": "SPEAKER_01"},
    ],
    "language": "en",
}  # fmt: skip
ASSEMBLY = {
    "id": "6rlr37i5zx", "status": "completed", "acoustic_model": "default", "language_code": "en_us",
    "text": "Hello there. Fine.",
    "words": [
        {"text": "Hello", "start": 250, "end": 500, "confidence": 0.97, "speaker": "A"},
        {"text": "there.", "start": 500, "end": 900, "confidence": 0.9, "speaker": "A"},
        {"text": "Fine.", "start": 2500, "end": 2900, "confidence": 0.9, "speaker": "B"},
    ],
    "utterances": [
        {
            "speaker": "A", "text": "Hello there.", "start": 250, "end": 900, "confidence": 0.9,
            "words": [{"text": "Hello", "start": 250, "end": 500, "confidence": 0.97, "speaker": "A"}],
        },
        {"speaker": "B", "text": "Fine.", "start": 2500, "end": 2900, "confidence": 0.9, "words": []},
    ],
}  # fmt: skip


def _word(text: str, start: float, end: float, speaker: int) -> dict[str, Any]:
    plain = text.strip(".").lower()
    times = {"start": start, "end": end, "confidence": 0.9, "speaker": speaker}
    return {"word": plain, "punctuated_word": text, **times}


DEEPGRAM: dict[str, Any] = {
    "metadata": {"request_id": "x", "channels": 1},
    "results": {
        "channels": [{
            "detected_language": "en",
            "alternatives": [{
                "transcript": "hello there fine", "confidence": 0.99,
                "words": [
                    _word("Hello", 0.25, 0.5, 0),
                    _word("there.", 0.5, 0.9, 0),
                    _word("Fine.", 2.5, 2.9, 1),
                ],
            }],
        }],
    },
}  # fmt: skip
SAMPLES = list(zip(MODULES, [WHISPER, ASSEMBLY, DEEPGRAM], strict=True))


def shown(document: Document) -> list[tuple[int, int, str, str | None]]:
    return [(c.start // TICKS_PER_MS, c.end // TICKS_PER_MS, c.text, c.speaker) for c in document.cues]


def test_whisper_segments() -> None:
    document = whisper_json.read(json.dumps(WHISPER), AS_SEGMENTS)
    assert shown(document) == [
        (0, 1280, "Hello there.", None),
        (2000, 3500, "How are you?", "SPEAKER_01"),
    ]
    assert document.language == "en"
    assert document.cues[0].karaoke == ((6, 500 * TICKS_PER_MS),)
    assert [(w.text, w.confidence) for w in words_of(document.cues[0])] == [("Hello", 0.93), ("there.", 0.99)]


def test_whisper_words_beside_the_segments() -> None:
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


def test_assemblyai_utterances_and_words() -> None:
    document = assemblyai_json.read(json.dumps(ASSEMBLY), AS_SEGMENTS)
    assert shown(document) == [(250, 900, "Hello there.", "Speaker A"), (2500, 2900, "Fine.", "Speaker B")]
    assert document.language == "en-us"
    without = {key: value for key, value in ASSEMBLY.items() if key != "utterances"}
    cut = assemblyai_json.read(json.dumps(without), AS_SEGMENTS)
    assert [(s, t, who) for s, _, t, who in shown(cut)] == [
        (250, "Hello there.", "Speaker A"),
        (2500, "Fine.", "Speaker B"),
    ]


def test_deepgram_words_and_utterances() -> None:
    document = deepgram_json.read(json.dumps(DEEPGRAM), {})
    assert [(s, t, who) for s, _, t, who in shown(document)] == [
        (250, "Hello there.", "Speaker 0"),
        (2500, "Fine.", "Speaker 1"),
    ]
    said = [{"start": 1.0, "end": 2.5, "transcript": "Well.", "speaker": 3, "words": []}]
    body = {"results": {**DEEPGRAM["results"], "utterances": said}}
    assert shown(deepgram_json.read(json.dumps(body), AS_SEGMENTS)) == [(1000, 2500, "Well.", "Speaker 3")]


def test_deepgram_channels_are_put_together() -> None:
    def channel(word: str, start: float) -> dict[str, Any]:
        return {"alternatives": [{"words": [{"word": word, "start": start, "end": start + 0.5}]}]}

    body = {"results": {"channels": [channel("one", 1.0), channel("two", 0.0)]}}
    document = deepgram_json.read(json.dumps(body), {})
    assert [(c.text, c.speaker) for c in document.cues] == [("two", "Channel 1"), ("one", "Channel 0")]
    assert [issue.code for issue in document.issues] == ["channels_joined"]


def test_long_segments_become_captions() -> None:
    words = ["word,"] * 9 + ["end."]
    text = " ".join(words * 20)
    body = {"segments": [{"start": 0.0, "end": 100.0, "text": text}]}
    document = whisper_json.read(json.dumps(body), {"guide": "netflix"})
    assert len(document.cues) > 12
    assert all(len(row) <= 42 for cue in document.cues for row in cue.text.split("\n"))
    assert " ".join(cue.text for cue in document.cues).split() == text.split()


@pytest.mark.parametrize(("module", "sample"), SAMPLES)
def test_each_is_detected_as_itself(module: ModuleType, sample: dict[str, Any]) -> None:
    head = Head(b"", json.dumps(sample))
    scores = {other.__name__: other.sniff(head) for other in MODULES}
    assert max(scores, key=scores.__getitem__) == module.__name__
    assert [name for name, score in scores.items() if score > 0.5] == [module.__name__]


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "malformed_json"),
        ("{", "malformed_json"),
        ("[]", "wrong_file"),
        ("{}", "wrong_file"),
        ("[" * 100_000, "wrong_file"),
        ('{"results": 3, "words": 3, "segments": 3}', "wrong_file"),
        ('{"a": ' + "9" * 5000 + "}", "wrong_file"),
    ],
)
def test_other_texts_are_refused(module: ModuleType, text: str, code: str) -> None:
    with pytest.raises(CaptionError) as caught:
        module.read(text, {})
    assert caught.value.code == code


def test_a_failed_transcript_says_so() -> None:
    with pytest.raises(CaptionError, match="no speech found"):
        assemblyai_json.read('{"status": "error", "error": "no speech found"}', {})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**30) | st.floats() | st.text("ab ", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["start", "text"]), inner, max_size=2)
    ),
    max_leaves=4,
)
KEYS = (
    "start",
    "end",
    "text",
    "word",
    "words",
    "speaker",
    "transcript",
    "confidence",
    "offsets",
    "from",
    "to",
)
OBJECTS = st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6), max_size=4)


@given(OBJECTS, OBJECTS, st.booleans())
def test_any_values_are_read_or_refused(first: list[Any], second: list[Any], cut: bool) -> None:
    options = {"cut": "captions" if cut else "segments", "word_times": True}
    body = {
        "segments": first, "words": second, "utterances": second,
        "results": {"channels": [{"alternatives": [{"words": first}]}], "utterances": second},
    }  # fmt: skip
    for module in MODULES:
        try:
            document = module.read(json.dumps(body), options)
        except AppError:
            continue
        assert all(0 <= cue.start <= cue.end for cue in document.cues)
