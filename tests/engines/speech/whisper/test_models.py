"""Which model a request gets."""

from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines.config import EngineConfig
from app.engines.model_store import ModelStore
from app.engines.protocols import SpeechRequest
from app.engines.speech import faster_whisper
from app.engines.speech.faster_whisper import FasterWhisper
from app.engines.speech.whisper.models import capable_model, choices


def store_with(tmp_path: Path, *models: str) -> ModelStore:
    for model in models:
        (tmp_path / model).mkdir()
        (tmp_path / model / "model.bin").write_bytes(b"x")
    return ModelStore(tmp_path)


@pytest.mark.parametrize(
    ("request_", "model"),
    [
        (SpeechRequest(), "whisper-base"),
        (SpeechRequest(model="base"), "whisper-base"),
        (SpeechRequest(model="whisper-base", language="es"), "whisper-base"),
        (SpeechRequest(model="large"), "whisper-large-v3"),
        (SpeechRequest(model="tiny", language="en-GB"), "whisper-tiny.en"),
        (SpeechRequest(model="my-own"), "my-own"),
    ],
)
def test_sizes_as_people_name_them(tmp_path: Path, request_: SpeechRequest, model: str) -> None:
    store = store_with(tmp_path, "whisper-base", "whisper-tiny.en", "whisper-large-v3", "my-own")
    assert capable_model(store, request_) == model


def test_without_base_any_other_serves(tmp_path: Path) -> None:
    store = store_with(tmp_path, "whisper-medium", "whisper-tiny.en")
    assert capable_model(store, SpeechRequest(language="de")) == "whisper-medium"
    assert capable_model(store, SpeechRequest(language="en")) == "whisper-medium"


def test_english_only_serves_english_alone(tmp_path: Path) -> None:
    store = store_with(tmp_path, "whisper-tiny.en")
    assert capable_model(store, SpeechRequest(language="en")) == "whisper-tiny.en"
    with pytest.raises(EngineError, match=r"whisper-base") as caught:
        capable_model(store, SpeechRequest(language="de"))
    assert caught.value.code == "model_missing"
    with pytest.raises(EngineError, match="English only") as caught:
        capable_model(store, SpeechRequest(model="tiny.en", language="de"))
    assert caught.value.code == "language_unsupported"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (SpeechRequest(model="small"), "model_missing"),
        (SpeechRequest(model="../../etc/passwd"), "unknown_model"),
        (SpeechRequest(language="tlh"), "language_unsupported"),
        (SpeechRequest(model="tiny.en", task="translate"), "task_unsupported"),
        (SpeechRequest(model="turbo", task="translate"), "task_unsupported"),
    ],
)
def test_what_cannot_be_served_is_rejected(tmp_path: Path, request_: SpeechRequest, code: str) -> None:
    store = store_with(tmp_path, "whisper-base", "whisper-tiny.en", "whisper-turbo")
    with pytest.raises(EngineError) as caught:
        capable_model(store, request_)
    assert caught.value.code == code
    assert caught.value.extra["rejected"]
    assert caught.value.hint


def test_choices_carry_the_command_that_fetches_them(tmp_path: Path) -> None:
    found = {choice.id: choice for choice in choices(store_with(tmp_path, "whisper-base"))}
    assert found["whisper-base"].installed
    assert found["whisper-base"].install == ""
    assert found["whisper-small"].install == "cuedeck models pull whisper-small"
    assert "kokoro" not in found


def test_capabilities_say_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = FasterWhisper(EngineConfig(model_dir=tmp_path))
    monkeypatch.setattr(faster_whisper, "_installed", lambda: True)
    assert bare.capabilities().install == "cuedeck models pull whisper-base"
    monkeypatch.setattr(faster_whisper, "_installed", lambda: False)
    missing = bare.capabilities()
    assert (missing.ready, missing.install) == (False, "pip install 'cuedeck[speech]'")
    with pytest.raises(EngineError) as caught:
        bare.recognize(tmp_path / "x.wav", SpeechRequest())
    assert caught.value.code == "engine_missing"
    assert caught.value.extra["rejected"]
