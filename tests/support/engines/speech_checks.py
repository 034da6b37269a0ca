"""What holds for a recognizer, whoever speaks."""

from pathlib import Path

import pytest

from app.engines.config import EngineConfig
from app.engines.protocols import Span, SpeechRequest
from app.engines.speech import wav
from app.engines.speech.faster_whisper import FasterWhisper
from app.engines.speech.recognition import transcribe
from tests.support.engines.fixtures import MakeWav
from tests.support.engines.word_error_rate import word_error_rate


def check_word_errors(
    whisper: FasterWhisper, audio: Path, text: str, model: str, most: float, seconds: float
) -> None:
    heard: list[float] = []
    transcript = transcribe(whisper, audio, SpeechRequest(model=model), on_progress=heard.append)
    assert word_error_rate(text, transcript.text) <= most
    words = [word for segment in transcript.segments for word in segment.words]
    assert transcript.language == "en"
    assert all(word.end >= word.start >= 0 for word in words)
    assert words[-1].end <= transcript.duration == pytest.approx(seconds, abs=0.01)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def check_two_voices(config: EngineConfig, first: Path, second: Path, make_wav: MakeWav) -> None:
    """Seven seconds of one, nine of the other, and eight of the first, with half a second between."""
    from app.engines.speech.moonshine_speakers import MoonshineSpeakers

    one, pause, two = wav.pcm(first, Span(0.0, 7.0)), bytes(16_000), wav.pcm(second, Span(0.0, 9.0))
    audio = make_wav(one + pause + two + pause + wav.pcm(first, Span(7.2, 15.2)))
    heard: list[float] = []
    turns = MoonshineSpeakers(config).label_speakers(audio, on_progress=heard.append)
    assert [turn.speaker for turn in turns] == ["Speaker 1", "Speaker 2", "Speaker 1"]
    assert [turn.start for turn in turns[1:]] == pytest.approx([8.3, 17.0], abs=0.6)
    assert turns[-1].end <= wav.duration(audio) + 0.5
    assert heard[-1] == 1.0
