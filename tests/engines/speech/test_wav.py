"""Reading WAV files and planning chunks."""

from itertools import pairwise
from pathlib import Path

import pytest

from app.core.errors import EngineError
from app.engines.protocols import Span
from app.engines.speech import wav
from app.engines.speech.chunks import loudness, plan
from tests.support.engines.fixtures import MakeWav

SECOND = 16_000 * 2


def noise(seconds: float, level: int = 8000) -> bytes:
    """A square wave: loud, and the same every time."""
    half = level.to_bytes(2, "little", signed=True) * 40 + (-level).to_bytes(2, "little", signed=True) * 40
    return (half * (int(seconds * 16_000) // 80 + 1))[: int(seconds * 16_000) * 2]


def test_a_span_is_read_to_the_sample(make_wav: MakeWav) -> None:
    path = make_wav(bytes(SECOND) + noise(1) + bytes(SECOND))
    assert wav.duration(path) == 3.0
    assert wav.pcm(path, Span(1.0, 2.0)) == noise(1)
    assert len(wav.pcm(path, Span(2.5, 9.0))) == SECOND // 2
    assert wav.pcm(path, Span(9.0, 10.0)) == b""


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 1), (16_000, 2)])
def test_other_audio_is_refused_with_the_command_that_converts_it(
    make_wav: MakeWav, rate: int, channels: int
) -> None:
    with pytest.raises(EngineError) as caught:
        wav.duration(make_wav(bytes(SECOND), rate=rate, channels=channels))
    assert caught.value.code == "audio_format"
    assert "ffmpeg" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not audio at all, but long enough to look at"])
def test_a_file_that_is_no_wav_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(content)
    with pytest.raises(EngineError) as caught:
        wav.duration(path)
    assert caught.value.code == "audio_format"


def test_a_truncated_file_is_as_long_as_its_samples(make_wav: MakeWav) -> None:
    path = make_wav(noise(2))
    path.write_bytes(path.read_bytes()[: 44 + SECOND])
    assert wav.duration(path) == 1.0
    assert len(wav.pcm(path)) == SECOND


def test_as_file_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(wav.as_file(noise(1)))
    assert wav.pcm(path) == noise(1)


def test_short_audio_is_one_chunk(make_wav: MakeWav) -> None:
    assert plan(make_wav(noise(14)), chunk_seconds=10) == [Span(0.0, 14.0)]


def test_cuts_fall_into_the_quiet_near_their_place(make_wav: MakeWav) -> None:
    # Quiet from 9.0 to 9.6 and from 21.0 to 21.6; the rest is loud.
    path = make_wav(noise(9) + bytes(int(0.6 * SECOND)) + noise(11.4) + bytes(int(0.6 * SECOND)) + noise(10))
    spans = plan(path, chunk_seconds=10)
    assert [round(span.end, 1) for span in spans[:-1]] == [9.2, 21.2]
    assert spans[0].start == 0.0
    assert spans[-1].end == wav.duration(path)
    assert all(left.end == right.start for left, right in pairwise(spans))
    assert plan(path, chunk_seconds=10) == spans


def test_loudness_tells_loud_from_quiet() -> None:
    quiet, loud = loudness(bytes(640))[0], loudness(noise(0.02))[0]
    assert quiet == 0
    assert loud == 8000 * 80
    assert loudness(b"\x01") == []
