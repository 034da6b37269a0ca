"""What a loaded Whisper model is told, and how a recording with several languages is taken apart."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from app.core.errors import Canceled
from app.core.progress import ignore_progress, never
from app.engines.protocols import SpeechRequest, Transcript
from app.engines.speech.recognition import join, seconds_by_language
from app.engines.speech.transcripts import from_json, to_json
from app.engines.speech.wav import RATE
from app.engines.speech.whisper import multilingual
from app.engines.speech.whisper.decoding import decoding_options, recognize_in_one_language
from app.engines.speech.whisper.multilingual import recognize_in_each_language

ENGLISH, SPANISH, UNSURE = 1, 2, 3
"""What the samples of a stretch are filled with."""


class Whisper:
    """Says its language for every stretch; `told` is what it was asked."""

    def __init__(self) -> None:
        self.model = SimpleNamespace(is_multilingual=True)
        self.told: list[dict[str, Any]] = []

    def detect_language(self, samples: list[int]) -> tuple[str, float, None]:
        return {ENGLISH: ("en", 0.9, None), SPANISH: ("es", 0.8, None), UNSURE: ("cy", 0.3, None)}[samples[0]]

    def transcribe(self, samples: list[int], **options: Any) -> tuple[list[Any], Any]:
        self.told.append({**options, "seconds": len(samples) / RATE})
        said = SimpleNamespace(text=" Hi", start=0.0, end=len(samples) / RATE, words=[])
        info = {"language": options["language"] or "en", "language_probability": 0.9, "duration_after_vad": 1}
        return [said], SimpleNamespace(**info, all_language_probs=[])


def of_seconds(*parts: tuple[int, int]) -> list[int]:
    return [kind for kind, seconds in parts for _ in range(seconds * RATE)]


def recognised(parts: tuple[tuple[int, int], ...], **asked: Any) -> tuple[Whisper, Transcript]:
    whisper, request = Whisper(), SpeechRequest(multilingual=True, **asked)
    made = recognize_in_each_language(whisper, of_seconds(*parts), request, 10.0, ignore_progress, never)
    return whisper, made


@pytest.fixture
def stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause wherever the samples change."""

    def between(samples: list[int], threshold: float) -> list[tuple[int, int]]:
        edges = [n for n in range(1, len(samples)) if samples[n] != samples[n - 1]]
        return list(zip([0, *edges], [*edges, len(samples)], strict=True))

    monkeypatch.setattr(multilingual, "_between_pauses", between)


@pytest.mark.usefixtures("stretches")
def test_each_stretch_in_its_own_language() -> None:
    whisper, made = recognised(((ENGLISH, 2), (SPANISH, 5), (UNSURE, 1), (ENGLISH, 2)))
    assert [told["language"] for told in whisper.told] == ["en", "es", "en"]
    assert [told["seconds"] for told in whisper.told] == [2, 6, 2], "neighbours in one language are joined"
    assert [(each.start, each.end, each.language) for each in made.segments] == [
        (10, 12, "en"), (12, 18, "es"), (18, 20, "en"),
    ]  # fmt: skip
    assert (made.language, made.language_probability, made.duration) == ("es", 0.6, 10)
    assert seconds_by_language(made.segments) == {"en": 4, "es": 6}
    assert from_json(to_json(made)) == made
    assert join([made, made]).language == "es"


@pytest.mark.usefixtures("stretches")
def test_the_given_language_is_that_of_a_beginning_which_tells_none() -> None:
    whisper, _ = recognised(((UNSURE, 1), (SPANISH, 2)), language="en")
    assert [told["language"] for told in whisper.told] == ["en", "es"]


@pytest.mark.parametrize(
    ("speech", "wanted"),
    [
        ([(1, 2), (4, 5)], {True: [("en", 1), ("es", 1)], False: [("en", 4), ("es", 3)]}),
        ([], {True: [], False: [("en", 7)]}),
    ],
)
@pytest.mark.parametrize("vad_filter", [True, False])
def test_all_of_the_sound_is_recognised_without_the_filter(monkeypatch, speech, wanted, vad_filter) -> None:
    found = [(start * RATE, end * RATE) for start, end in speech]
    monkeypatch.setattr(multilingual, "_between_pauses", lambda *_: found)
    whisper, made = recognised(((ENGLISH, 3), (SPANISH, 4)), vad_filter=vad_filter)
    assert [(told["language"], told["seconds"]) for told in whisper.told] == wanted[vad_filter]
    assert sum(each.end - each.start for each in made.segments) == sum(s for _, s in wanted[vad_filter])


def test_the_model_is_told_what_the_request_says() -> None:
    usual = decoding_options(SpeechRequest())
    assert (usual["vad_filter"], usual["vad_parameters"]) == (True, {"threshold": 0.5})
    assert (usual["hotwords"], usual["hallucination_silence_threshold"]) == (None, None)
    whisper = Whisper()
    request = SpeechRequest(
        language="en", check_language=False, hotwords=("Dashwood", "Barton Park"), vad_filter=False,
        condition_on_previous_text=False, hallucination_silence_threshold=2.0,
    )  # fmt: skip
    recognize_in_one_language(whisper, of_seconds((ENGLISH, 1)), request, 0.0, ignore_progress, never)
    (told,) = whisper.told
    assert told["hotwords"] == "Dashwood, Barton Park"
    assert (told["vad_filter"], told["vad_parameters"]) == (False, None)
    assert (told["condition_on_previous_text"], told["hallucination_silence_threshold"]) == (False, 2.0)


def test_a_cancel_is_heard_while_the_model_decodes() -> None:
    whisper, ended = Whisper(), threading.Event()
    whisper.transcribe = lambda *_, **__: ended.wait()  # type: ignore[assignment, method-assign, return-value]
    with pytest.raises(Canceled):
        recognize_in_one_language(
            whisper, of_seconds((ENGLISH, 1)), SpeechRequest(), 0.0, ignore_progress, lambda: True
        )
    ended.set()
