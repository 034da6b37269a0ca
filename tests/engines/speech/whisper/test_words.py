"""Words out of what engines say: tokens joined, times aligned, speakers assigned, language checked."""

import json
from types import SimpleNamespace

import pytest

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.core.errors import EngineError
from app.engines.protocols import Transcript, Turn
from app.engines.speech.alignment import align
from app.engines.speech.language_check import check_language
from app.engines.speech.languages import WHISPER_LANGUAGES, from_whisper, language_name, to_whisper
from app.engines.speech.speaker_clusters import merge
from app.engines.speech.speakers import assign_speakers
from app.engines.speech.transcripts import from_json, to_json
from app.engines.speech.whisper.words import join_tokens, segment_from
from tests.support.engines.word_error_rate import word_error_rate


def timed(*texts: str) -> list[SpokenWord]:
    return [SpokenWord(text, float(i), i + 0.9, 0.9) for i, text in enumerate(texts)]


def test_word_error_rate_counts_edits() -> None:
    assert word_error_rate("Mr. Smith was ill-disposed", "mister smith was ill disposed!") == 0
    assert word_error_rate("one two three four", "one too three") == 0.5


def test_tokens_without_a_space_belong_to_the_word_before() -> None:
    words = list(join_tokens(timed(" an", " ill", "-disposed", " young", " man", ".")))
    assert [word.text for word in words] == ["an", "ill-disposed", "young", "man."]
    assert (words[1].start, words[1].end) == (1.0, 2.9)


def test_a_language_without_spaces_keeps_its_tokens() -> None:
    assert [word.text for word in join_tokens(timed("今", "日", "は", " iPhone"))] == [
        "今",
        "日",
        "は",
        "iPhone",
    ]


def test_a_segment_is_moved_to_its_place_in_the_file() -> None:
    token = SimpleNamespace(word=" Hi", start=0.5, end=0.75, probability=0.987654)
    segment = segment_from(SimpleNamespace(text=" Hi", start=0.5, end=0.8, words=[token]), 600.0)
    assert segment == SpokenSegment("Hi", 600.5, 600.8, (SpokenWord("Hi", 600.5, 600.75, 0.9877),))


def test_written_words_keep_the_times_they_were_heard() -> None:
    heard = [SpokenWord("hello", 1.0, 1.5), SpokenWord("big", 1.6, 1.8), SpokenWord("world", 2.0, 2.5)]
    words = align("Hello, big world!", heard, 0.9, 3.0)
    assert [(w.text, w.start, w.end) for w in words] == [
        ("Hello,", 1.0, 1.5),
        ("big", 1.6, 1.8),
        ("world!", 2.0, 2.5),
    ]


def test_a_word_that_was_heard_otherwise_fills_the_gap() -> None:
    heard = [
        SpokenWord("costs", 0.0, 0.5),
        SpokenWord("twenty", 0.5, 0.8),
        SpokenWord("dollars", 0.8, 1.2),
        SpokenWord("today", 1.5, 2.0),
    ]
    words = align("Costs $20 today.", heard, 0.0, 2.0)
    assert [(w.text, w.start, w.end) for w in words] == [
        ("Costs", 0.0, 0.5),
        ("$20", 0.5, 1.5),
        ("today.", 1.5, 2.0),
    ]


def test_without_word_times_the_segment_is_shared_by_length() -> None:
    assert [(w.start, w.end) for w in align("ab cdef gh", [], 10.0, 14.0)] == [
        (10.0, 11.0),
        (11.0, 13.0),
        (13.0, 14.0),
    ]
    assert align("", [], 0.0, 1.0) == ()


def test_segments_are_cut_where_the_speaker_changes() -> None:
    words = (SpokenWord("Hi", 0.0, 0.5), SpokenWord("there.", 0.5, 1.0), SpokenWord("Hello!", 1.2, 1.8))
    transcript = Transcript("en", 1.0, (SpokenSegment("Hi there. Hello!", 0.0, 1.8, words),), 2.0)
    spoken = assign_speakers(transcript, [Turn(0.0, 1.1, "Speaker 1"), Turn(1.1, 2.0, "Speaker 2")])
    assert [(s.speaker, s.text, s.start, s.end) for s in spoken.segments] == [
        ("Speaker 1", "Hi there.", 0.0, 1.0),
        ("Speaker 2", "Hello!", 1.2, 1.8),
    ]


def test_a_word_between_turns_goes_to_the_nearer() -> None:
    segment = SpokenSegment("Well", 5.0, 5.2)
    spoken = assign_speakers(Transcript("en", 1.0, (segment,), 9.0), [Turn(0, 1, "A"), Turn(6, 7, "B")])
    assert spoken.segments[0].speaker == "B"


def test_a_language_without_spaces_is_joined_without_spaces() -> None:
    words = (SpokenWord("今", 0, 1), SpokenWord("日", 1, 2), SpokenWord("は", 2, 3))
    transcript = Transcript("ja", 1.0, (SpokenSegment("今日は", 0, 3, words),), 3.0)
    spoken = assign_speakers(transcript, [Turn(0, 2, "A"), Turn(2, 3, "B")])
    assert [s.text for s in spoken.segments] == ["今日", "は"]


def test_without_turns_nothing_changes() -> None:
    transcript = Transcript("en", 1.0, (SpokenSegment("Hi", 0, 1),), 1.0)
    assert assign_speakers(transcript, []) is transcript


def test_neighbouring_turns_of_one_speaker_are_one() -> None:
    assert merge([Turn(2, 3, "A"), Turn(0, 1, "A"), Turn(4, 5, "B")]) == [Turn(0, 3, "A"), Turn(4, 5, "B")]


def test_a_transcript_survives_json() -> None:
    transcript = Transcript(
        "en", 0.98, (SpokenSegment("Hi", 0.0, 1.0, (SpokenWord("Hi", 0.0, 1.0, 0.5),), "Ann"),), 1.5
    )
    content = json.loads(json.dumps(to_json(transcript)))
    assert content["text"] == "Hi"
    assert from_json(content) == transcript


def test_only_a_clearly_wrong_language_is_refused() -> None:
    check_language("es", "es", {"es": 0.9})
    check_language("gl", "pt", {"pt": 0.6, "gl": 0.2})
    check_language("fr", "en", {"en": 0.4, "fr": 0.01})
    with pytest.raises(EngineError, match="The speech is English, not Spanish") as caught:
        check_language("es", "en", {"en": 0.99, "es": 0.001})
    assert caught.value.code == "wrong_language"
    assert caught.value.extra["detected_language"] == "en"
    assert caught.value.extra["rejected"]


def test_language_tags_cross_to_whisper_and_back() -> None:
    assert to_whisper("pt-BR") == "pt"
    assert to_whisper("jv") == "jw"
    assert to_whisper("tlh") == ""
    assert from_whisper("jw") == "jv"
    assert from_whisper("English") == "en"
    assert from_whisper("klingon") == ""
    assert language_name("es-419") == "Spanish"
    assert all(from_whisper(to_whisper(tag)) == tag for tag in WHISPER_LANGUAGES)


def test_speakers_are_numbered_as_they_begin_to_speak() -> None:
    segments = tuple(
        SpokenSegment(float(n), n + 1.0, "Yes.", (SpokenWord("Yes.", float(n), n + 1.0, 1.0),))
        for n in range(3)
    )
    turns = [Turn(0, 1, "Speaker 4"), Turn(1, 2, "Anna"), Turn(2, 3, "Speaker 2"), Turn(5, 6, "Speaker 1")]
    found = assign_speakers(Transcript("en", 1.0, segments, 9.0), turns)
    assert [each.speaker for each in found.segments] == ["Speaker 1", "Anna", "Speaker 2"]
