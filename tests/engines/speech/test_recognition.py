"""Chunks: resumed, joined, language carried, percent by audio time, cancel."""

from pathlib import Path

import pytest

from app.captions.model.spoken_word import SpokenSegment
from app.core.errors import EngineError
from app.engines.protocols import Canceled, Capabilities, Span, SpeechRequest, Transcript
from app.engines.speech.recognition import join, recognize_in_chunks, transcribe
from tests.support.engines.fixtures import MakeWav


class Toy:
    """Says which span it was given; silent where `silent` says so."""

    id = label = "toy"

    def __init__(self, silent: set[float] | None = None) -> None:
        self.asked: list[tuple[Span | None, SpeechRequest]] = []
        self.silent = silent or set()

    def version(self) -> str:
        return "1"

    def capabilities(self) -> Capabilities:
        return Capabilities(True, "")

    def recognize(self, audio, request, *, span=None, on_progress=lambda _x: None, cancelled=lambda: False):
        self.asked.append((span, request))
        on_progress(0.5)
        quiet = span.start in self.silent
        segments = () if quiet else (SpokenSegment(f"from {span.start:g}", span.start, span.end),)
        return Transcript("it" if quiet else "fr", 0.9, segments, span.end - span.start)


@pytest.fixture
def audio(make_wav: MakeWav) -> Path:
    return make_wav(bytes(30 * 32_000))


def test_chunks_come_in_order_and_percent_counts_audio_time(audio: Path) -> None:
    toy, heard = Toy(), []
    parts = list(recognize_in_chunks(toy, audio, SpeechRequest(), chunk_seconds=10, on_progress=heard.append))
    spans = [span for span, _request in toy.asked]
    assert len(parts) == 3
    assert spans[0].start == 0
    assert spans[-1].end == 30
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert heard[0] == pytest.approx(spans[0].end / 60)
    whole = join(parts)
    assert whole.duration == 30
    assert len(whole.segments) == 3


def test_finished_chunks_are_not_recognised_again(audio: Path) -> None:
    first = Toy()
    kept = []
    for part in recognize_in_chunks(first, audio, SpeechRequest(), chunk_seconds=10):
        kept.append(part)
        if len(kept) == 2:
            break
    second = Toy()
    parts = list(recognize_in_chunks(second, audio, SpeechRequest(), done=kept, chunk_seconds=10))
    assert parts[:2] == kept
    assert len(second.asked) == 1
    assert second.asked[0][1].language == "fr", "the language found before the interruption still holds"


def test_the_language_of_the_first_speech_holds_for_the_rest(audio: Path) -> None:
    toy = Toy(silent={0.0})
    list(recognize_in_chunks(toy, audio, SpeechRequest(), chunk_seconds=10))
    assert [request.language for _span, request in toy.asked] == ["", "", "fr"]
    assert not toy.asked[2][1].check_language


def test_translation_detects_each_chunk(audio: Path) -> None:
    toy = Toy()
    list(recognize_in_chunks(toy, audio, SpeechRequest(task="translate"), chunk_seconds=10))
    assert [request.language for _span, request in toy.asked] == ["", "", ""]


def test_silence_is_rejected_with_its_own_code(audio: Path) -> None:
    with pytest.raises(EngineError) as caught:
        transcribe(Toy(silent={0.0}), audio, SpeechRequest())
    assert caught.value.code == "no_speech"
    assert caught.value.extra["rejected"]


def test_cancel_is_heard_between_chunks(audio: Path) -> None:
    toy = Toy()
    with pytest.raises(Canceled):
        list(
            recognize_in_chunks(
                toy, audio, SpeechRequest(), chunk_seconds=10, cancelled=lambda: len(toy.asked) == 1
            )
        )
    assert len(toy.asked) == 1
