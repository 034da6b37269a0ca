"""When somebody speaks: the Silero voice activity detector that faster-whisper brings along."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from app.core.errors import engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never, stop_if
from app.engines.protocols import Span
from app.engines.speech import wav

INSTALL = "pip install 'cuedeck[speech]'"
_WINDOW_SECONDS = 600.0
_JOINED_BELOW = 0.1
"""A pause shorter than this, in seconds, ends no stretch of speech."""


def speech_spans(
    audio: Path, *, on_progress: OnProgress = ignore_progress, cancelled: Cancelled = never
) -> list[tuple[float, float]]:
    """Start and end in seconds of every stretch of speech in a 16 kHz WAV file, in order.

    EngineError `engine_missing` without faster-whisper. Reads ten minutes at a time.
    """
    if importlib.util.find_spec("faster_whisper") is None:
        raise engine_missing("The voice activity detector", INSTALL)
    length, at = wav.duration(audio), 0.0
    spans: list[tuple[float, float]] = []
    while at < length:
        stop_if(cancelled)
        for start, end in _in_window(audio, Span(at, min(length, at + _WINDOW_SECONDS))):
            if spans and start - spans[-1][1] < _JOINED_BELOW:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        at += _WINDOW_SECONDS
        on_progress(min(1.0, at / length))
    return spans


def _in_window(audio: Path, window: Span) -> list[tuple[float, float]]:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_silence_duration_ms=160, speech_pad_ms=30)
    found = get_speech_timestamps(wav.floats(audio, window), options)
    return [
        (window.start + each["start"] / wav.RATE, window.start + each["end"] / wav.RATE) for each in found
    ]
