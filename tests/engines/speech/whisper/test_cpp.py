"""whisper.cpp: a real model on a person's voice, and what is told where there is none."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines.config import EngineConfig
from app.engines.model_store import ModelStore
from app.engines.protocols import Span, SpeechRequest
from app.engines.speech.whisper.cpp import WhisperCpp
from tests.support.engines import readings
from tests.support.engines.fixtures import MakeWav
from tests.support.engines.ggml import as_ggml
from tests.support.engines.word_error_rate import word_error_rate

FIRST = "It was the best of times, it was the worst of times"
MODEL = "ggml-tiny.en"


@pytest.fixture(scope="module")
def engine(models: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> WhisperCpp:
    folder = tmp_path_factory.mktemp("models")
    (folder / MODEL).mkdir()
    as_ggml(models.pull("whisper-tiny.en"), folder / MODEL / f"{MODEL}.bin")
    return WhisperCpp(EngineConfig(model_dir=folder, threads=1, device="cpu"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_words_of_a_person(engine: WhisperCpp, tmp_path: Path, make_wav: MakeWav) -> None:
    found = engine.capabilities()
    assert (found.ready, found.languages, [model.id for model in found.models]) == (True, ("en",), [MODEL])
    recording, seen = readings.recorded(tmp_path / "recorded.wav"), list[float]()
    transcript = engine.recognize(recording, SpeechRequest(), span=Span(0.0, 5.0), on_progress=seen.append)
    assert word_error_rate(FIRST, transcript.text) <= 0.1
    words = [word for segment in transcript.segments for word in segment.words]
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert 0 <= words[0].start < words[-1].end <= 5.0
    assert all(0 < word.probability <= 1 for word in words)
    assert (transcript.language, transcript.duration, seen[-1]) == ("en", 5.0, 1.0)
    assert engine.recognize(make_wav(bytes(64_000)), SpeechRequest()).segments == ()


def small(folder: Path, *names: str) -> WhisperCpp:
    """An engine with models of which only the names are right."""
    for name in names:
        (folder / f"ggml-{name}").mkdir()
        (folder / f"ggml-{name}" / f"ggml-{name}.bin").write_bytes(b"lmgg")
    return WhisperCpp(EngineConfig(model_dir=folder))


def test_what_a_request_cannot_have(tmp_path: Path) -> None:
    engine = small(tmp_path, "base", "large-v3-turbo-q5_0", "tiny.en")
    wrong = {
        SpeechRequest(language="xx"): "language_unsupported",
        SpeechRequest(model="tiny.en", language="de"): "language_unsupported",
        SpeechRequest(model="tiny.en", task="translate"): "task_unsupported",
        SpeechRequest(model="large-v3-turbo-q5_0", task="translate"): "task_unsupported",
        SpeechRequest(model="medium"): "unknown_model",
    }
    for request, code in wrong.items():
        with pytest.raises(EngineError) as caught:
            engine.check(request)
        assert (caught.value.code, caught.value.extra["rejected"]) == (code, True)
    engine.check(SpeechRequest(model="base", language="de", task="translate"))
    engine.check(SpeechRequest(model="tiny", language="en"))
    assert len(engine.capabilities().languages) > 90


def test_without_a_model_or_the_package_its_command_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = WhisperCpp(EngineConfig(model_dir=tmp_path))
    assert bare.capabilities().install == "cuedeck models pull ggml-base.bin"
    with pytest.raises(EngineError, match=r"No model of whisper\.cpp is on this server") as caught:
        bare.check(SpeechRequest())
    assert caught.value.code == "model_missing"
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert bare.capabilities().install == "pip install 'cuedeck[whisper-cpp]'"
    with pytest.raises(EngineError) as caught:
        bare.recognize(Path("none.wav"), SpeechRequest())
    assert caught.value.code == "engine_missing"


@pytest.mark.slow
def test_a_damaged_model_is_told(tmp_path: Path) -> None:
    recording = readings.recorded(tmp_path / "recorded.wav")
    with pytest.raises(EngineError) as caught:
        small(tmp_path, "tiny.en").recognize(recording, SpeechRequest(), span=Span(0.0, 3.0))
    assert caught.value.code == "model_damaged"
