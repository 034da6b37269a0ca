"""The stretches of speech that a recogniser is given one by one, where it takes no long sound itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from app.captions.model.spoken_word import SpokenSegment
from app.core.limits.interruptible import in_thread
from app.core.progress import Cancelled, OnProgress, never, stop_if
from app.engines.protocols import Span, SpeechRequest
from app.engines.speech import wav
from app.engines.speech.voice_activity import speech_spans

MARGIN = 0.15
"""Seconds of sound around speech: words begin and end softly."""
_PAUSE = 1.0
"""Stretches with a longer pause between them, in seconds, stay apart."""


def pieces(
    audio: Path,
    request: SpeechRequest,
    span: Span | None,
    *,
    longest: float,
    joined: bool = True,
    cancelled: Cancelled = never,
) -> list[Span]:
    """Spans of speech of at most about `longest` seconds, in order; everything without `vad_filter`.

    Short ones with little between them are `joined`, so that the recogniser has their context.
    """
    whole = span or Span(0.0, wav.duration(audio))
    if not request.vad_filter:
        return _cut(whole, longest)
    found = speech_spans(audio, within=whole, threshold=request.vad_threshold, cancelled=cancelled)
    made: list[Span] = []
    for start, end in found:
        begin, until = max(whole.start, start - MARGIN), min(whole.end, end + MARGIN)
        last = made[-1] if made else None
        near = last is not None and begin - last.end < (_PAUSE if joined else 0.0)
        if last is not None and near and until - last.start <= longest:
            made[-1] = Span(last.start, until)
        else:
            made += _cut(Span(max(begin, last.end) if last else begin, until), longest)
    return made


def recognise_pieces(
    parts: Sequence[Span],
    hear: Callable[[Span], list[SpokenSegment]],
    on_progress: OnProgress,
    cancelled: Cancelled,
) -> list[SpokenSegment]:
    """What is heard in each part, one by one on a thread: a cancel need not wait for a part."""
    found: list[SpokenSegment] = []
    for number, part in enumerate(parts, 1):
        stop_if(cancelled)
        found += in_thread(partial(hear, part), cancelled)
        on_progress(number / len(parts))
    on_progress(1.0)
    return found


def _cut(span: Span, longest: float) -> list[Span]:
    """A span in equal parts that are short enough."""
    length = span.end - span.start
    count = max(1, -int(-length // longest))
    edges = [span.start + length * number / count for number in range(count + 1)]
    return [Span(start, end) for start, end in pairwise(edges) if end > start]
