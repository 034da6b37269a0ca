"""What onnxruntime and CTranslate2 raise in the middle of work is told as an error of the engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.errors import EngineError
from app.engines.config import EngineConfig
from app.engines.loaded_models import forget_loaded
from app.engines.onnx_errors import onnx_errors
from app.engines.protocols import Span, SpeechRequest
from app.engines.speech import faster_whisper, moonshine_speakers
from app.engines.translation import argos
from app.engines.voice import kokoro, kokoro_model


def test_every_class_of_onnxruntime_is_known() -> None:
    import onnxruntime

    with pytest.raises(onnx_errors(), match="ONNXRuntimeError"):
        onnxruntime.InferenceSession(b"no graph")
    assert {each.__name__ for each in onnx_errors()} >= {"Fail", "InvalidGraph", "RuntimeException"}


def test_a_damaged_voice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    engine = kokoro.Kokoro(EngineConfig(model_dir=tmp_path))

    def spoken(*_: Any) -> Any:
        return kokoro_model.KokoroModel(tmp_path)

    monkeypatch.setattr(kokoro, "_voices", lambda _: (kokoro.Voice("ef_dora", "Dora", "es"),))
    monkeypatch.setattr(engine.store, "path", lambda _: tmp_path)
    monkeypatch.setattr(engine, "_spoken", spoken)
    with pytest.raises(EngineError) as failed:
        engine.synthesize("Hola", "ef_dora")
    assert failed.value.code == "engine_failed"


def test_voices_that_cannot_be_told_apart_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Model:
        def run(self, *_: Any) -> Any:
            raise onnx_errors()[-1]("no memory")

    window = Span(0.0, 1.0)
    monkeypatch.setattr(moonshine_speakers, "installed", lambda _: True)
    monkeypatch.setattr(moonshine_speakers, "speech_spans", lambda *_, **__: [(0.0, 1.0)])
    monkeypatch.setattr(moonshine_speakers, "windows_of", lambda _: [[window]])
    monkeypatch.setattr(moonshine_speakers, "_load", Model)
    monkeypatch.setattr(moonshine_speakers.wav, "floats", lambda *_: np.zeros(16_000, np.float32))
    forget_loaded()
    engine = moonshine_speakers.MoonshineSpeakers(EngineConfig(model_dir=tmp_path))
    with pytest.raises(EngineError, match="could not be told apart: no memory") as failed:
        engine.label_speakers(tmp_path / "a.wav")
    assert failed.value.code == "engine_failed"
    forget_loaded()


class Overloaded:
    """A loaded model for which there is too little memory."""

    def __init__(self, error: type[Exception]) -> None:
        self.error = error

    def transcribe(self, *_: Any, **__: Any) -> Any:
        raise self.error("no memory")

    translate_batch = transcribe


@pytest.mark.parametrize("error", [RuntimeError, onnx_errors()[-1]])
def test_speech_that_cannot_be_recognised_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    model = Overloaded(error)
    monkeypatch.setattr(faster_whisper, "capable_model", lambda *_: "whisper-base")
    monkeypatch.setattr(faster_whisper.FasterWhisper, "_key", lambda *_: ("overloaded", error.__name__))
    monkeypatch.setattr(faster_whisper.FasterWhisper, "_load", lambda *_: model)
    monkeypatch.setattr(faster_whisper.wav, "floats", lambda *_: np.zeros(16_000, np.float32))
    engine = faster_whisper.FasterWhisper(EngineConfig(model_dir=tmp_path))
    with pytest.raises(EngineError, match="could not be recognised: no memory") as failed:
        engine.recognize(tmp_path / "a.wav", SpeechRequest(check_language=False))
    assert (failed.value.code, "memory" in failed.value.hint) == ("engine_failed", True)
    forget_loaded()


def test_a_text_that_cannot_be_translated_is_told() -> None:
    class Tokenizer:
        def encode(self, sentence: str, **_: Any) -> list[str]:
            return sentence.split()

    model = argos._Model(Overloaded(RuntimeError), Tokenizer(), "")
    with pytest.raises(EngineError, match="could not be translated: no memory") as failed:
        model.translate(["Hello there"])
    assert (failed.value.code, "memory" in failed.value.hint) == ("engine_failed", True)
