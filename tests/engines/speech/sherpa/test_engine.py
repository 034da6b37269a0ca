"""sherpa-onnx: a real model on a person's voice, and what is told where there is none."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.core.errors import Canceled, EngineError
from app.engines.config import EngineConfig
from app.engines.protocols import Span, SpeechRequest
from app.engines.speech.sherpa.engine import SherpaOnnx, segments_of
from tests.support.engines import readings
from tests.support.engines.fixtures import MakeWav
from tests.support.engines.moonshine import MODEL, sherpa_model
from tests.support.engines.word_error_rate import word_error_rate

FIRST = "It was the best of times, it was the worst of times"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SherpaOnnx:
    folder = tmp_path_factory.mktemp("models")
    sherpa_model(folder)
    return SherpaOnnx(EngineConfig(model_dir=folder, threads=1))


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return readings.recorded(tmp_path_factory.mktemp("speech") / "recorded.wav")


@pytest.mark.slow
def test_words_of_a_person(engine: SherpaOnnx, recording: Path) -> None:
    found, seen = engine.capabilities(), list[float]()
    assert (found.ready, found.languages, [model.id for model in found.models]) == (True, ("en",), [MODEL])
    span = Span(0.0, 5.0)
    transcript = engine.recognize(recording, SpeechRequest(), span=span, on_progress=seen.append)
    assert word_error_rate(FIRST, transcript.text) <= 0.1
    words = [word for segment in transcript.segments for word in segment.words]
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert 0 <= words[0].start < words[-1].end <= span.end
    assert (transcript.language, transcript.duration) == ("en", 5.0)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@pytest.mark.slow
def test_silence_has_no_words_and_a_cancel_is_heard(
    engine: SherpaOnnx, recording: Path, make_wav: MakeWav
) -> None:
    assert engine.recognize(make_wav(bytes(64_000)), SpeechRequest()).segments == ()
    with pytest.raises(Canceled):
        engine.recognize(recording, SpeechRequest(), cancelled=lambda: True)


def test_what_a_request_cannot_have(engine: SherpaOnnx, tmp_path: Path) -> None:
    wrong = {
        "task_unsupported": SpeechRequest(task="translate"),
        "unknown_model": SpeechRequest(model="base"),
        "language_unsupported": SpeechRequest(language="de"),
    }
    for code, request in wrong.items():
        with pytest.raises(EngineError) as caught:
            engine.check(request)
        assert (caught.value.code, caught.value.extra["rejected"]) == (code, True)
    engine.check(SpeechRequest(model=MODEL, language="en-GB"))
    engine.check(SpeechRequest(model="moonshine-tiny-en"))
    bare = SherpaOnnx(EngineConfig(model_dir=tmp_path))
    assert not bare.capabilities().ready
    assert bare.capabilities().install.startswith("cuedeck models pull sherpa-onnx-")
    with pytest.raises(EngineError, match="No model of sherpa-onnx is on this server") as caught:
        bare.check(SpeechRequest())
    assert caught.value.code == "model_missing"


def test_without_the_package_its_command_is_told(engine: SherpaOnnx, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert engine.capabilities().install == "pip install 'cuedeck[sherpa]'"
    assert engine.version() == ""
    with pytest.raises(EngineError) as caught:
        engine.recognize(Path("none.wav"), SpeechRequest())
    assert caught.value.code == "engine_missing"


@pytest.mark.slow
def test_a_damaged_model_is_told(tmp_path: Path, recording: Path) -> None:
    folder = sherpa_model(tmp_path)
    (folder / "encoder_model.ort").write_bytes(b"no model")
    with pytest.raises(EngineError) as caught:
        SherpaOnnx(EngineConfig(model_dir=tmp_path, threads=1)).recognize(recording, SpeechRequest())
    assert caught.value.code == "model_damaged"


@dataclass
class Heard:
    """What sherpa-onnx answers."""

    text: str
    tokens: list[str] = field(default_factory=list)
    timestamps: list[float] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)
    ys_log_probs: list[float] = field(default_factory=list)
    lang: str = ""


def test_tokens_with_times_become_words() -> None:
    heard = Heard("Good morning.", [" Go", "od", " mor", "ning", "."], [0.2, 0.3, 0.8, 1.0, 1.2])
    heard.ys_log_probs = [-0.1, -0.7, -0.01, -0.2, 0.0]
    (segment,) = segments_of(heard, Span(10.0, 12.0), timed=True)
    words = [(word.text, word.start, word.end, word.probability) for word in segment.words]
    assert words == [("Good", 10.2, 10.8, 0.4966), ("morning.", 10.8, 12.0, 0.8187)]
    heard.durations = [0.1, 0.2, 0.2, 0.2, 0.1]
    (segment,) = segments_of(heard, Span(10.0, 12.0), timed=True)
    assert [word.end for word in segment.words] == [10.5, 11.3]
    assert (segment.start, segment.end) == (10.2, 11.3)


def test_languages_and_scripts_without_spaces() -> None:
    heard = Heard("你好吗", ["你", "好", "吗"], [0.1, 0.4, 0.7], lang="<|zh|>")
    (segment,) = segments_of(heard, Span(0.0, 1.0), timed=True)
    assert [word.text for word in segment.words] == ["你", "好", "吗"]
    assert segment.language == "zh"
    assert segments_of(Heard(" "), Span(0.0, 1.0), timed=True) == []


def test_tokens_of_single_bytes_make_no_words() -> None:
    heard = Heard("你好。 OK", ["ƌĢ", "ţ", "<0xE5>", "▁OK"], [0.1, 0.2, 0.4, 0.7])
    (segment,) = segments_of(heard, Span(0.0, 2.0), timed=True)
    assert [word.text for word in segment.words] == ["你", "好。", "OK"]
    assert [word.start for word in segment.words] == sorted(word.start for word in segment.words)
    assert 0 < segment.start < segment.end < 2
