"""Synthesized speech as WAV: reading what engines give, writing what the timeline takes, trimming silence."""

from __future__ import annotations

import array
import struct
import sys
import wave
from pathlib import Path

from app.engines.protocols import Speech

PCM, EXTENSIBLE = 1, 0xFFFE
QUIET = 180
"""Samples below this level (about -45 dB) at either end are silence."""
KEPT_SECONDS = 0.03
"""Silence left at either end, so that no consonant is clipped."""


def decode(data: bytes) -> Speech:
    """A 16-bit PCM WAV file as mono `Speech`; ValueError for anything else.

    Sizes in the header are not trusted: a file that was streamed does not know its own length.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("not a WAV file")
    position, shape = 12, None
    while position + 8 <= len(data):
        kind, size = data[position : position + 4], struct.unpack_from("<I", data, position + 4)[0]
        body = position + 8
        if kind == b"fmt ":
            code, channels, rate, _bytes, _align, bits = struct.unpack_from("<HHIIHH", data, body)
            if code not in (PCM, EXTENSIBLE) or bits != 16 or not channels or not rate:
                raise ValueError(f"not 16-bit PCM (format {code}, {bits} bits)")
            shape = (channels, rate)
        elif kind == b"data":
            if shape is None:
                break
            return Speech(_mono(data[body : body + min(size, len(data) - body)], shape[0]), shape[1])
        position = body + size + (size & 1)
    raise ValueError("a WAV file without samples")


def _mono(pcm: bytes, channels: int) -> bytes:
    whole = pcm[: len(pcm) // (2 * channels) * 2 * channels]
    if channels == 1:
        return whole
    samples = _samples(whole)
    mixed = [sum(samples[n : n + channels]) // channels for n in range(0, len(samples), channels)]
    return _bytes(array.array("h", mixed))


def trim(speech: Speech) -> Speech:
    """`speech` without the silence engines put before and after it."""
    samples = _samples(speech.pcm)
    first = next((n for n, value in enumerate(samples) if abs(value) > QUIET), None)
    if first is None:
        return Speech(b"", speech.sample_rate)
    last = next(n for n in range(len(samples) - 1, -1, -1) if abs(samples[n]) > QUIET)
    kept = round(KEPT_SECONDS * speech.sample_rate)
    return Speech(_bytes(samples[max(first - kept, 0) : last + 1 + kept]), speech.sample_rate)


def write(speech: Speech, path: Path) -> None:
    """Write a mono 16-bit WAV file."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(speech.sample_rate)
        out.writeframes(speech.pcm)


def duration(path: Path) -> float:
    """Seconds of audio in a WAV file of ours."""
    with wave.open(str(path), "rb") as file:
        return file.getnframes() / file.getframerate()


def _samples(pcm: bytes) -> array.array[int]:
    samples = array.array("h")
    samples.frombytes(pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _bytes(samples: array.array[int]) -> bytes:
    if sys.byteorder == "big":
        samples = array.array("h", samples)
        samples.byteswap()
    return samples.tobytes()
