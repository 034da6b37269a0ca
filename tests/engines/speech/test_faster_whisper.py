"""Real models on real speech; models are fetched once into the shared cache folder."""

import subprocess
from array import array
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines.config import EngineConfig
from app.engines.protocols import Canceled, Span, SpeechRequest
from app.engines.speech import wav
from app.engines.speech.faster_whisper import FasterWhisper
from app.engines.speech.recognition import join, recognize_in_chunks, transcribe
from tests.support.engines import readings
from tests.support.engines.fixtures import MakeWav
from tests.support.engines.speech_checks import check_two_voices, check_word_errors
from tests.support.engines.word_error_rate import word_error_rate
from tests.support.media.clips import make
from tests.support.programs import program

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return readings.spoken(tmp_path_factory.mktemp("speech") / "spoken.wav")


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return readings.recorded(tmp_path_factory.mktemp("speech") / "recorded.wav")


@pytest.mark.parametrize("model", ["base", "tiny.en"])
def test_word_errors_of_a_person(faster_whisper: FasterWhisper, recording: Path, model: str) -> None:
    check_word_errors(faster_whisper, recording, readings.CITIES, model, 0.02, 44.37)


@pytest.mark.parametrize("model", ["base", "tiny.en"])
def test_word_errors_of_a_machine(faster_whisper: FasterWhisper, speech: Path, model: str) -> None:
    check_word_errors(faster_whisper, speech, readings.TEXT, model, readings.ERRORS, readings.SECONDS)


def test_chunks_resume_to_the_same_words(faster_whisper: FasterWhisper, speech: Path) -> None:
    request = SpeechRequest(model="tiny.en")
    whole = list(recognize_in_chunks(faster_whisper, speech, request, chunk_seconds=8))
    again = list(recognize_in_chunks(faster_whisper, speech, request, done=whole[:1], chunk_seconds=8))
    assert len(whole) == 3
    assert again == whole
    assert word_error_rate(readings.TEXT, join(whole).text) <= 2 * readings.ERRORS


def test_a_wrong_language_is_refused_before_decoding(faster_whisper: FasterWhisper, speech: Path) -> None:
    heard: list[float] = []
    with pytest.raises(EngineError, match="The speech is English, not Spanish") as caught:
        faster_whisper.recognize(speech, SpeechRequest(model="base", language="es"), on_progress=heard.append)
    assert caught.value.code == "wrong_language"
    assert heard == []


def test_the_right_language_may_be_given(faster_whisper: FasterWhisper, speech: Path) -> None:
    transcript = faster_whisper.recognize(speech, SpeechRequest(model="base", language="en"))
    assert word_error_rate(readings.TEXT, transcript.text) <= readings.ERRORS


@pytest.mark.parametrize("kind", ["silence", "music"])
def test_audio_without_speech_is_rejected(
    faster_whisper: FasterWhisper, make_wav: MakeWav, kind: str
) -> None:
    samples = array("h", bytes(2 * 16_000 * 10))
    if kind == "music":
        periods = (61, 48, 41)  # samples: a major chord of square waves, on and off twice a second
        for at in range(len(samples)):
            if at // 4_000 % 2:
                samples[at] = sum(1500 if at // (period // 2) % 2 else -1500 for period in periods)
    with pytest.raises(EngineError) as caught:
        transcribe(faster_whisper, make_wav(samples.tobytes()), SpeechRequest())
    assert caught.value.code == "no_speech"


def test_cancel_stops_before_the_end(faster_whisper: FasterWhisper, speech: Path) -> None:
    heard: list[float] = []
    with pytest.raises(Canceled):
        faster_whisper.recognize(
            speech, SpeechRequest(model="base"), on_progress=heard.append, cancelled=lambda: len(heard) > 0
        )
    assert 0 < heard[-1] < 1


def test_a_model_that_is_damaged_is_named(tmp_path: Path, speech: Path) -> None:
    (tmp_path / "whisper-base").mkdir()
    (tmp_path / "whisper-base" / "model.bin").write_bytes(b"not a model")
    with pytest.raises(EngineError) as caught:
        FasterWhisper(EngineConfig(model_dir=tmp_path)).recognize(speech, SpeechRequest())
    assert caught.value.code == "model_damaged"
    assert "cuedeck models verify whisper-base" in caught.value.hint


def test_two_voices_are_told_apart(
    engine_config: EngineConfig, speech: Path, recording: Path, make_wav: MakeWav
) -> None:
    check_two_voices(engine_config, speech, recording, make_wav)


def test_two_languages_in_one_recording(
    faster_whisper: FasterWhisper, speech: Path, tmp_path: Path, make_wav: MakeWav
) -> None:
    raw, spanish = tmp_path / "es.wav", tmp_path / "es16.wav"
    said = "Buenos días. Hoy hablamos del mercado de la ciudad y de las casas viejas cerca del puerto."
    subprocess.run([program("espeak-ng"), "-v", "es", "-s", "140", "-w", str(raw), said], check=True)
    make(spanish, "-i", raw, "-ar", "16000", "-ac", "1")
    audio = make_wav(wav.pcm(speech, Span(0.0, 7.0)) + bytes(32_000) + wav.pcm(spanish))
    made = faster_whisper.recognize(audio, SpeechRequest(model="base", multilingual=True))
    assert list(dict.fromkeys(segment.language for segment in made.segments)) == ["en", "es"]
    heard = " ".join(segment.text for segment in made.segments if segment.language == "es")
    assert "mercado de la ciudad" in heard
