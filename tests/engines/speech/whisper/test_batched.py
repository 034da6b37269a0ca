"""On a GPU, which nobody has here, several stretches at once: what is loaded and what is asked of it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ctranslate2
import faster_whisper
import pytest

from app.engines.config import EngineConfig
from app.engines.protocols import SpeechRequest
from app.engines.speech import faster_whisper as module
from app.engines.speech.faster_whisper import FasterWhisper

INFO = SimpleNamespace(
    duration_after_vad=0.0, language="en", language_probability=1.0, all_language_probs=[("en", 1.0)]
)


class Asked:
    """A model that is loaded as told, and hears nothing."""

    def __init__(self, *_: Any, **told: Any) -> None:
        self.model = SimpleNamespace(is_multilingual=True)
        self.loaded, self.calls = told, []
        made.append(self)

    def transcribe(self, _: Any, **options: Any) -> tuple[list[Any], Any]:
        self.calls.append(options)
        return [], INFO


class Pipeline:
    """Stands in for the library's, and asks the model it was made of."""

    def __init__(self, whisper: Asked) -> None:
        self.whisper = whisper

    def transcribe(self, samples: Any, **options: Any) -> tuple[list[Any], Any]:
        return self.whisper.transcribe(samples, **options)


made: list[Asked] = []


@pytest.fixture(autouse=True)
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    made.clear()
    monkeypatch.setattr(faster_whisper, "WhisperModel", Asked)
    monkeypatch.setattr(faster_whisper, "BatchedInferencePipeline", Pipeline)
    monkeypatch.setattr(module, "capable_model", lambda *_: "whisper-base")
    monkeypatch.setattr(module.ModelStore, "path", lambda store, name: store.folder / name)
    monkeypatch.setattr(module.wav, "floats", lambda *_: [0.0])


def heard(
    monkeypatch: pytest.MonkeyPatch, folder: Path, gpus: int, request: SpeechRequest, **config: Any
) -> tuple[Asked, str]:
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: gpus)
    engine = FasterWhisper(EngineConfig(model_dir=folder, **config))
    engine.recognize(folder / "speech.wav", request)
    [whisper] = made
    return whisper, engine.version()


def test_a_processor_takes_int8_one_stretch_at_a_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whisper, version = heard(monkeypatch, tmp_path, 0, SpeechRequest(), gpu_batch=8)
    assert (whisper.loaded["device"], whisper.loaded["compute_type"]) == ("cpu", "int8")
    assert ("batch_size" in whisper.calls[0], "batch" in version) == (False, False)


def test_a_gpu_takes_float16_and_several_stretches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whisper, version = heard(monkeypatch, tmp_path, 1, SpeechRequest(), gpu_batch=8)
    assert (whisper.loaded["device"], whisper.loaded["compute_type"]) == ("cuda", "float16")
    assert whisper.calls[0]["batch_size"] == 8
    assert version.endswith("batch=8"), "other words: a transcript of before does not count"


@pytest.mark.parametrize(
    ("request_", "config"),
    [
        (SpeechRequest(), {"gpu_batch": 1}),
        (SpeechRequest(vad_filter=False), {"gpu_batch": 8}),
        (SpeechRequest(hallucination_silence_threshold=2.0), {"gpu_batch": 8}),
    ],
)
def test_what_the_pipeline_cannot_do_is_done_one_after_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request_: SpeechRequest, config: dict[str, int]
) -> None:
    whisper, _ = heard(monkeypatch, tmp_path, 1, request_, **config)
    assert whisper.loaded["device"] == "cuda"
    assert "batch_size" not in whisper.calls[0]


def test_the_processor_may_be_wanted_where_a_gpu_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whisper, _ = heard(monkeypatch, tmp_path, 1, SpeechRequest(), device="cpu", gpu_batch=8)
    assert (whisper.loaded["device"], whisper.loaded["compute_type"]) == ("cpu", "int8")
    assert "batch_size" not in whisper.calls[0]
