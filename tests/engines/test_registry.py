import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines import registry
from app.engines.config import Endpoint, EngineConfig, endpoints
from app.engines.registry import ENGINES, capabilities, engines, speech_recognizer, translator


@pytest.fixture
def config(tmp_path: Path) -> EngineConfig:
    return EngineConfig(model_dir=tmp_path, remotes={"libretranslate": Endpoint("http://127.0.0.1:9")})


def test_every_engine_keeps_its_id_and_says_what_is_missing(tmp_path: Path) -> None:
    bare = EngineConfig(model_dir=tmp_path)
    for kind, listed in ENGINES.items():
        for engine, name in zip(engines(kind, bare), listed, strict=True):
            found = engine.capabilities()
            assert engine.id == name
            assert engine.label
            assert found.quality
            assert found.ready or (found.install and found.reason), name


@pytest.mark.slow
def test_capabilities_load_nothing_heavy(tmp_path: Path) -> None:
    program = """
import pathlib, sys
from app.engines.config import EngineConfig
from app.engines.registry import capabilities
capabilities(EngineConfig(model_dir=pathlib.Path(sys.argv[1])))
heavy = {"faster_whisper", "ctranslate2", "sentencepiece", "moonshine_voice", "onnxruntime", "numpy"}
sys.exit(f"imported {heavy & set(sys.modules)}" if heavy & set(sys.modules) else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_capabilities_are_json(config: EngineConfig) -> None:
    published = json.loads(json.dumps(capabilities(config)))
    speech = {engine["id"]: engine for engine in published["speech"]}
    assert any(model["id"] == "whisper-base" for model in speech["faster-whisper"]["models"])
    assert published["translation"][0]["id"] == "argos"


def test_without_a_name_the_first_ready_engine_serves(
    config: EngineConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        ENGINES, "translation", {name: ENGINES["translation"][name] for name in ("argos", "libretranslate")}
    )
    assert translator("", config, "en", "es").id == "libretranslate"
    assert translator("argos", config).id == "argos"


def test_an_unknown_engine_lists_the_known(config: EngineConfig) -> None:
    with pytest.raises(EngineError, match="named “nope”") as caught:
        speech_recognizer("nope", config)
    assert caught.value.code == "unknown_engine"
    assert "faster-whisper" in caught.value.hint


def test_with_none_ready_the_commands_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "translation", {"argos": ENGINES["translation"]["argos"]})
    bare = EngineConfig(model_dir=tmp_path)
    for choose in (lambda: speech_recognizer("", bare), lambda: translator("", bare, "en", "es")):
        with pytest.raises(EngineError) as caught:
            choose()
        assert caught.value.code == "engine_missing"
        assert caught.value.hint.startswith("Install one with: ")
        assert caught.value.extra["rejected"]


def test_a_pair_nobody_serves_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class OnlySpanish:
        id = label = "toy"

        def capabilities(self):
            return registry_capabilities

    from app.engines.protocols import Capabilities

    registry_capabilities = Capabilities(True, "x", pairs=(("en", "es"),))
    monkeypatch.setattr(registry, "engines", lambda _kind, _config: [OnlySpanish()])
    bare = EngineConfig(model_dir=tmp_path)
    assert translator("", bare, "en", "es").id == "toy"
    with pytest.raises(EngineError) as caught:
        translator("", bare, "en", "de")
    assert caught.value.code == "language_unsupported"
    assert "argos-en-de" in caught.value.hint


def test_endpoints_are_named_as_environment_variables_can_name_them() -> None:
    found = endpoints({"openai_chat": {"url": "https://x/v1", "model": "m"}, "DEEPL": {"key": "k:fx"}})
    assert found == {"openai-chat": Endpoint("https://x/v1", model="m"), "deepl": Endpoint("", "k:fx")}
    assert "k:fx" not in repr(found)
