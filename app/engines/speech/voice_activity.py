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


def available() -> bool:
    """Whether the package is installed."""
    return importlib.util.find_spec("faster_whisper") is not None


def speech_spans(
    audio: Path,
    *,
    within: Span | None = None,
    threshold: float = 0.5,
    lowest: float | None = None,
    on_progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> list[tuple[float, float]]:
    """Start and end in seconds of every stretch of speech in a 16 kHz WAV file, or in a span of it, in order.

    A stretch begins where the detector is as sure as `threshold` and ends where it is less sure than `lowest`
    (0.15 less without it). EngineError `engine_missing` without faster-whisper. Reads ten minutes at a time.
    """
    if not available():
        raise engine_missing("The voice activity detector", INSTALL)
    whole = within or Span(0.0, wav.duration(audio))
    at = whole.start
    spans: list[tuple[float, float]] = []
    while at < whole.end:
        stop_if(cancelled)
        window = Span(at, min(whole.end, at + _WINDOW_SECONDS))
        for start, end in _in_window(audio, window, threshold, lowest):
            if spans and start - spans[-1][1] < _JOINED_BELOW:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        at = window.end
        on_progress(min(1.0, (at - whole.start) / (whole.end - whole.start)))
    return spans


def _in_window(
    audio: Path, window: Span, threshold: float, lowest: float | None
) -> list[tuple[float, float]]:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        threshold=threshold, neg_threshold=lowest, min_silence_duration_ms=160, speech_pad_ms=30
    )
    found = get_speech_timestamps(wav.floats(audio, window), options)
    return [
        (window.start + each["start"] / wav.RATE, window.start + each["end"] / wav.RATE) for each in found
    ]
