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
from app.captions.formats.shared.asr import to_document
from app.captions.model.document import ticks
from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.core.errors import AppError, CaptionError
from tests.support.captions.asr_transcripts import ASSEMBLY, DEEPGRAM, WHISPER

MODULES = [whisper_json, assemblyai_json, deepgram_json]


SAMPLES = list(zip(MODULES, [WHISPER, ASSEMBLY, DEEPGRAM], strict=True))


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


def test_captions_end_where_the_file_says_that_the_last_word_does() -> None:
    words = [SpokenWord("Hello", 0.0, 0.9), SpokenWord("there.", 0.9, 1.6)]
    document = to_document([SpokenSegment("Hello there.", 0.0, 1.6, words)], {}, "en")
    assert [(cue.start, cue.end) for cue in document.cues] == [(0, ticks("1.6"))]
