"""Captions for an editor: a file to edit with the words that were recognised, and differences."""

from __future__ import annotations

import json

import pytest

from app.captions.conversion.editing import differences, open_file
from app.captions.conversion.request import ConvertRequest
from app.captions.formats import project
from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.model.losses import Losses
from app.captions.model.word_timings import Word
from app.core.errors import CaptionError

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nHello there\n\n2\n00:00:03,000 --> 00:00:04,000\nworld\n"


def recognised(*words: tuple[float, str, float]) -> str:
    listed = [Word(ticks(str(at)), ticks(str(at + 0.4)), text, sure) for at, text, sure in words]
    cue = Cue(
        listed[0].start, listed[-1].end, [Run(" ".join(w.text for w in listed))], extras={"words": listed}
    )
    return str(project.write(Document(cues=[cue]), {}, Losses()))


def opened_words(data: bytes, words: str) -> list[list[tuple[str, float | None]]]:
    document = project.read(open_file(data, ConvertRequest(), words).document, {})
    return [
        [(word.text, word.confidence) for word in (cue.extras or {}).get("words", [])]
        for cue in document.cues
    ]


def test_the_words_of_a_recognition_come_back_to_their_cues() -> None:
    words = recognised((1.0, "Hello", 0.9), (1.5, "there", 0.3), (3.0, "world", 0.8))
    assert opened_words(SRT, words) == [[("Hello", 0.9), ("there", 0.3)], [("world", 0.8)]]


def test_a_cue_that_says_something_else_has_no_words() -> None:
    words = recognised((1.0, "Hello", 0.9), (1.5, "their", 0.3), (3.0, "world", 0.8))
    assert opened_words(SRT, words) == [[], [("world", 0.8)]]


def test_a_format_that_is_only_read_is_not_opened() -> None:
    heard = {"results": {"transcripts": [{"transcript": "Hello"}], "items": [
        {"type": "pronunciation", "start_time": "1.0", "end_time": "1.5",
         "alternatives": [{"confidence": "0.9", "content": "Hello"}]},
    ]}, "jobName": "a", "status": "COMPLETED"}  # fmt: skip
    with pytest.raises(CaptionError) as refused:
        open_file(json.dumps(heard).encode(), ConvertRequest())
    assert refused.value.code == "not_writable"


def test_differences_name_what_was_added_removed_and_changed() -> None:
    new = b"1\n00:00:01,000 --> 00:00:02,500\nHello there\n\n2\n00:00:03,000 --> 00:00:04,000\nworld\n"
    found = differences(SRT, new + b"\n3\n00:00:05,000 --> 00:00:06,000\nEnd\n", ConvertRequest())
    assert [(change["change"], change["new"]["text"]) for change in found["changes"]] == [
        ("changed", "Hello there"),
        ("added", "End"),
    ]
    removed = differences(SRT, SRT[: SRT.index(b"\n2\n")], ConvertRequest())["changes"]
    assert [(change["change"], change["old"]["cue"], change["new"]) for change in removed] == [
        ("removed", 2, None)
    ]
    styled = differences(SRT, SRT.replace(b"world", b"<i>world</i>"), ConvertRequest())
    assert styled["total"] == 1
