"""Speech recognition on a person's reading, through the engines and through the product."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from app.engines.config import EngineConfig
from app.engines.protocols import SpeechRequest
from app.engines.speech.faster_whisper import FasterWhisper
from app.engines.speech.recognition import join, recognize_in_chunks
from tests.support.corpus.folders import corpus_dir
from tests.support.engines import readings
from tests.support.engines.fixtures import MakeWav
from tests.support.engines.speech_checks import check_two_voices, check_word_errors
from tests.support.engines.word_error_rate import word_error_rate
from tests.support.media.checks import Film, check_dub, check_transcription
from tests.support.media.clips import talking
from tests.support.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.timeout(1800)]

SECONDS = 24.73


@pytest.fixture(scope="module")
def speech() -> Path:
    return corpus_dir() / "speech" / "librivox.wav"


@pytest.fixture(scope="module")
def reference() -> str:
    """What is read; the reference file has a stray “a” that is neither in the book nor in the recording."""
    text = (corpus_dir() / "speech" / "librivox.txt").read_text()
    assert "a more a amiable" in text
    return text.replace("a more a amiable", "a more amiable")


@pytest.fixture(scope="module")
def film(speech: Path, reference: str, tmp_path_factory: pytest.TempPathFactory) -> Film:
    path = talking(tmp_path_factory.mktemp("film") / "reading.mp4", speech, SECONDS)
    return Film(path.read_bytes(), reference, SECONDS, 0.02)


@pytest.mark.parametrize(("model", "most"), [("base", 0.02), ("tiny.en", 0.01)])
def test_word_errors(
    faster_whisper: FasterWhisper, speech: Path, reference: str, model: str, most: float
) -> None:
    check_word_errors(faster_whisper, speech, reference, model, most, SECONDS)


def test_chunks_resume_to_the_same_words(faster_whisper: FasterWhisper, speech: Path, reference: str) -> None:
    request = SpeechRequest(model="tiny.en")
    whole = list(recognize_in_chunks(faster_whisper, speech, request, chunk_seconds=8))
    again = list(recognize_in_chunks(faster_whisper, speech, request, done=whole[:1], chunk_seconds=8))
    assert len(whole) == 3
    assert again == whole
    assert word_error_rate(reference, join(whole).text) <= 0.05


def test_two_people_are_told_apart(
    engine_config: EngineConfig,
    speech: Path,
    tmp_path: Path,
    make_wav: MakeWav,
) -> None:
    check_two_voices(engine_config, speech, readings.recorded(tmp_path / "other.wav"), make_wav)


def test_a_transcription(studio: Product, api: httpx.Client, film: Film, tmp_path: Path) -> None:
    check_transcription(studio, api, film, tmp_path)


def test_a_dub(studio: Product, api: httpx.Client, film: Film, tmp_path: Path) -> None:
    check_dub(studio, api, film, tmp_path)
