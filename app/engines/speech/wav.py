"""Reading the one kind of audio that recognisers take: 16 kHz, one channel, 16-bit samples, in a WAV file."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.core.errors import EngineError
from app.engines.protocols import Span

RATE = 16_000
SAMPLE_BYTES = 2
HEADER_BYTES = 44


@contextmanager
def _opened(audio: Path) -> Iterator[tuple[wave.Wave_read, int]]:
    """The file and its real number of samples; EngineError `audio_format` when it is of another kind."""
    try:
        with wave.open(str(audio), "rb") as file:
            shape = (file.getframerate(), file.getnchannels(), file.getsampwidth())
            if shape != (RATE, 1, SAMPLE_BYTES):
                raise _wrong(f"it has {shape[0]} Hz, {shape[1]} channels and {shape[2] * 8} bits")
            # A file written to a pipe, or cut short, claims more samples than it has.
            there = max(0, audio.stat().st_size - HEADER_BYTES) // SAMPLE_BYTES
            yield file, min(file.getnframes(), there)
    except (wave.Error, EOFError) as error:
        raise _wrong(f"it is not a WAV file ({error})") from error


def _wrong(reason: str) -> EngineError:
    return EngineError(
        f"This audio cannot be recognised as it is: {reason}.",
        code="audio_format",
        hint="Convert it first: ffmpeg -i IN -ar 16000 -ac 1 -c:a pcm_s16le OUT.wav",
        rejected=True,
    )


def duration(audio: Path) -> float:
    """Seconds of audio in the file."""
    with _opened(audio) as (_file, samples):
        return samples / RATE


def pcm(audio: Path, span: Span | None = None) -> bytes:
    """The samples of `span` (or all) as 16-bit little-endian bytes; past the end there are none."""
    with _opened(audio) as (file, samples):
        first = min(samples, round(span.start * RATE)) if span else 0
        last = min(samples, round(span.end * RATE)) if span else samples
        file.setpos(first)
        return file.readframes(last - first)


def floats(audio: Path, span: Span | None = None) -> Any:
    """The samples of `span` (or all) as numbers from -1.0 to 1.0 (a float32 array), as models take them."""
    import numpy

    return numpy.frombuffer(pcm(audio, span), dtype="<i2").astype(numpy.float32) / 32768.0


def as_file(samples: bytes) -> bytes:
    """Samples as the bytes of a WAV file, for engines that take an upload."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(RATE)
        file.writeframes(samples)
    return buffer.getvalue()
