"""The adapters: espeak-ng and Kokoro for real, Piper and the remote one against stand-ins."""

import io
import struct
import threading
import wave
from pathlib import Path

import numpy as np
import pytest

from app.core.errors import Canceled, EngineError
from app.engines.config import Endpoint, EngineConfig
from app.engines.model_store import ModelStore
from app.engines.protocols import Speech
from app.engines.voice.espeak import Espeak
from app.engines.voice.kokoro import Kokoro
from app.engines.voice.openai_http import OpenAIVoice
from app.engines.voice.piper import Piper
from tests.support.engines.fake_server import FakeServer

pytestmark = pytest.mark.slow


@pytest.fixture
def config(tmp_path: Path) -> EngineConfig:
    return EngineConfig(model_dir=tmp_path / "models", threads=2)


def level(speech: Speech) -> float:
    return float(np.abs(np.frombuffer(speech.pcm, "<i2")).mean())


def a_wav(seconds: float = 0.5, rate: int = 16_000) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", ""))
        out.writeframes(struct.pack("<h", 4000) * round(seconds * rate))
    return buffer.getvalue()


# espeak-ng -----------------------------------------------------------------------------------


def test_espeak_speaks(config: EngineConfig) -> None:
    engine = Espeak(config)
    speech = engine.synthesize("Buenos días a todos.", "es")
    assert 0.5 < speech.duration < 4
    assert level(speech) > 300
    assert engine.version().startswith("espeak-ng 1.")


def test_espeak_speeds_up_and_has_other_voices(config: EngineConfig) -> None:
    engine = Espeak(config)
    text = "Buenos días a todos los que escuchan."
    normal, fast, other = (
        engine.synthesize(text, voice, speed=speed)
        for voice, speed in (("es", 1), ("es", 1.35), ("es+f2", 1))
    )
    assert fast.duration < 0.85 * normal.duration
    assert other.pcm != normal.pcm


def test_espeak_says_what_it_can(config: EngineConfig) -> None:
    offered = Espeak(config).capabilities()
    assert offered.ready
    assert {"es", "fr", "zh", "pt-br", "no"} <= set(offered.languages)
    assert [(v.id, v.gender) for v in offered.voices if v.language == "es"][:2] == [
        ("es", "male"),
        ("es+f2", "female"),
    ]
    assert len({v.id for v in offered.voices}) == len(offered.voices)


@pytest.mark.parametrize("text", ["-v en --stdout; $(id)", "[[h@'loU]] world", "a\x00b", "<speak>hi</speak>"])
def test_espeak_takes_text_as_text(config: EngineConfig, text: str) -> None:
    assert Espeak(config).synthesize(text, "en-us").duration > 0.2


def test_espeak_refusals(config: EngineConfig) -> None:
    engine = Espeak(config)
    for text, voice, code in (("hola", "../../etc/passwd", "unknown_voice"), ("...", "es", "nothing_to_say")):
        with pytest.raises(EngineError) as caught:
            engine.synthesize(text, voice)
        assert caught.value.code == code
    with pytest.raises(Canceled):
        engine.synthesize("hola", "es", cancelled=lambda: True)


def test_espeak_missing(config: EngineConfig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    offered = Espeak(config).capabilities()
    assert (offered.ready, offered.install) == (False, "apt install espeak-ng")
    with pytest.raises(EngineError) as caught:
        Espeak(config).synthesize("hola", "es")
    assert caught.value.code == "engine_missing"
    assert "apt install espeak-ng" in caught.value.hint


# Kokoro --------------------------------------------------------------------------------------


def test_kokoro_without_its_model(config: EngineConfig) -> None:
    offered = Kokoro(config).capabilities()
    assert not offered.ready
    assert offered.install == "cuedeck models pull kokoro"
    with pytest.raises(EngineError) as caught:
        Kokoro(config).synthesize("hola", "ef_dora")
    assert caught.value.code == "model_missing"


@pytest.fixture
def kokoro(models: ModelStore, engine_config: EngineConfig) -> Kokoro:
    models.pull("kokoro")
    return Kokoro(engine_config)


@pytest.mark.slow
def test_kokoro_speaks_and_speeds_up(kokoro: Kokoro) -> None:
    normal = kokoro.synthesize("Buenos días a todos.", "ef_dora")
    assert normal.sample_rate == 24_000
    assert 0.6 < normal.duration < 3
    assert level(normal) > 300
    assert kokoro.synthesize("Buenos días a todos.", "ef_dora", speed=1.35).duration < 0.85 * normal.duration


@pytest.mark.slow
def test_kokoro_says_what_it_can(kokoro: Kokoro) -> None:
    offered = kokoro.capabilities()
    assert offered.ready
    by_id = {v.id: v for v in offered.voices}
    assert (by_id["ef_dora"].language, by_id["ef_dora"].gender, by_id["ef_dora"].name) == (
        "es",
        "female",
        "Dora",
    )
    assert by_id["bm_george"].language == "en-gb"
    assert {v.language for v in offered.voices} == set(offered.languages)
    assert "zf_xiaobei" not in by_id, "its language cannot be phonemized here"


@pytest.mark.slow
def test_kokoro_refusals(kokoro: Kokoro) -> None:
    for text, voice, code in (("hola", "zz_none", "unknown_voice"), ("...", "ef_dora", "nothing_to_say")):
        with pytest.raises(EngineError) as caught:
            kokoro.synthesize(text, voice)
        assert caught.value.code == code


@pytest.mark.slow
def test_kokoro_says_the_same_in_two_threads_at_once(kokoro: Kokoro) -> None:
    alone = [kokoro.synthesize(text, "ef_dora").pcm for text in ("Hola.", "Adiós.")]
    together: dict[str, bytes] = {}

    def say(text: str) -> None:
        together[text] = kokoro.synthesize(text, "ef_dora").pcm

    threads = [threading.Thread(target=say, args=(text,)) for text in ("Hola.", "Adiós.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together["Hola."], together["Adiós."]] == alone


# Piper ---------------------------------------------------------------------------------------

STAND_IN = """#!/usr/bin/env python3
import struct, sys, wave
args = dict(zip(sys.argv[1::2], sys.argv[2::2]))
text = sys.stdin.read().strip()
if text == "fail":
    sys.exit("cannot read the model")
with wave.open(args["--output-file"], "wb") as out:
    out.setparams((1, 2, 16000, 0, "NONE", ""))
    out.writeframes(struct.pack("<h", 4000) * int(1600 * len(text) * float(args["--length-scale"])))
"""


@pytest.fixture
def piper(config: EngineConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Piper:
    folder = config.model_dir / "piper"
    folder.mkdir(parents=True)
    (folder / "es_ES-test-low.onnx").write_bytes(b"model")
    (folder / "es_ES-test-low.onnx.json").write_text('{"language": {"code": "es_ES"}}')
    (folder / "no-configuration.onnx").write_bytes(b"model")
    program = tmp_path / "bin" / "piper"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return Piper(config)


def test_piper_runs_its_program(piper: Piper) -> None:
    normal = piper.synthesize("ten\nletters", "es_ES-test-low")
    assert normal.duration == pytest.approx(1.1, abs=0.01)
    fast = piper.synthesize("ten letters", "es_ES-test-low", speed=1.25)
    assert fast.duration == pytest.approx(1.1 / 1.25, abs=0.01)
    assert [(v.id, v.language) for v in piper.capabilities().voices] == [("es_ES-test-low", "es-es")]


def test_piper_failures(piper: Piper, config: EngineConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    for text, voice, code in (("x", "none", "unknown_voice"), ("fail", "es_ES-test-low", "engine_failed")):
        with pytest.raises(EngineError) as caught:
            piper.synthesize(text, voice)
        assert caught.value.code == code
    monkeypatch.setenv("PATH", "/nowhere")
    assert Piper(config).capabilities().install == "pip install piper-tts"
    with pytest.raises(EngineError) as caught:
        piper.synthesize("x", "es_ES-test-low")
    assert caught.value.code == "engine_missing"


# OpenAI-compatible ---------------------------------------------------------------------------


def remote(server: FakeServer, tmp_path: Path) -> OpenAIVoice:
    endpoint = Endpoint(server.url + "/v1", key="sk-test", model="tts-9", retries=0)
    return OpenAIVoice(EngineConfig(model_dir=tmp_path, remotes={"openai-voice": endpoint}))


def test_the_remote_voice(server: FakeServer, tmp_path: Path) -> None:
    server.answer(200, a_wav(0.5), {"content-type": "audio/wav"})
    engine = remote(server, tmp_path)
    speech = engine.synthesize("Hola", "nova", speed=9.0)
    assert speech.duration == pytest.approx(0.5)
    assert server.asked[0].path == "/v1/audio/speech"
    assert server.asked[0].json == {
        "model": "tts-9", "input": "Hola", "voice": "nova", "response_format": "wav", "speed": 4.0,
    }  # fmt: skip
    assert server.asked[0].headers["Authorization"] == "Bearer sk-test"
    assert engine.capabilities().ready
    assert engine.version() == "openai-voice tts-9"


def test_what_the_remote_voice_may_answer(server: FakeServer, tmp_path: Path) -> None:
    for status, body, code in (
        (401, {"error": {"message": "bad key"}}, "engine_unauthorized"),
        (500, b"oops", "engine_failed"),
        (200, b"ID3 this is mp3", "engine_failed"),
    ):
        server.answers[:] = [(status, body, {})]
        with pytest.raises(EngineError) as caught:
            remote(server, tmp_path).synthesize("Hola", "nova")
        assert caught.value.code == code


def test_the_remote_voice_without_an_address(config: EngineConfig) -> None:
    assert not OpenAIVoice(config).capabilities().ready
    with pytest.raises(EngineError) as caught:
        OpenAIVoice(config).synthesize("Hola", "nova")
    assert caught.value.code == "engine_missing"
