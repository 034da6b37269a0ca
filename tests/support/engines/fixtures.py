"""Fixtures of engines: WAV files of a test's own, and the real models."""

import os
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from app.engines.config import EngineConfig
from app.engines.model_store import ModelStore
from app.engines.speech.faster_whisper import FasterWhisper

MakeWav = Callable[..., Path]


@pytest.fixture
def make_wav(tmp_path: Path) -> MakeWav:
    """Write samples (bytes) as a WAV file; 16 kHz mono 16-bit unless asked otherwise."""

    def make(samples: bytes, name: str = "audio.wav", rate: int = 16_000, channels: int = 1) -> Path:
        path = tmp_path / name
        with wave.open(str(path), "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(samples)
        return path

    return make


@pytest.fixture(scope="session")
def models() -> ModelStore:
    """The real models: kept in CUEDECK_MODEL_DIR or ~/.cache/cuedeck/models, fetched once."""
    return ModelStore(
        Path(os.environ.get("CUEDECK_MODEL_DIR") or Path.home() / ".cache" / "cuedeck" / "models")
    )


@pytest.fixture(scope="session")
def engine_config(models: ModelStore) -> EngineConfig:
    return EngineConfig(model_dir=models.folder, threads=2)


@pytest.fixture(scope="module")
def faster_whisper(engine_config: EngineConfig, models: ModelStore) -> FasterWhisper:
    for model in ("whisper-base", "whisper-tiny.en"):
        models.pull(model)
    return FasterWhisper(engine_config)
