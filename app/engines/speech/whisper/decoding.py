"""Decoding with a loaded Whisper model: the options, the check of the language, segments as they come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.captions.model.spoken_word import SpokenSegment
from app.core.limits.interruptible import in_thread
from app.core.progress import Cancelled, OnProgress, stop_if
from app.engines.protocols import SpeechRequest, Transcript
from app.engines.speech import wav
from app.engines.speech.language_check import check_language
from app.engines.speech.languages import from_whisper, to_whisper
from app.engines.speech.whisper.words import segment_from

BEAM = 5


def recognize_in_one_language(
    whisper: Any,
    samples: Any,
    request: SpeechRequest,
    start: float,
    on_progress: OnProgress,
    cancelled: Cancelled,
) -> Transcript:
    """The transcript of samples that begin `start` seconds into the file, in the given or found language."""
    found, info = _start(whisper, samples, request, cancelled)
    length = len(samples) / wav.RATE
    spoken = found if info.duration_after_vad else ()
    segments = collect(spoken, start, length, on_progress, cancelled)
    language = "en" if request.task == "translate" else from_whisper(info.language)
    return Transcript(language, float(info.language_probability), segments, length)


def decoding_options(request: SpeechRequest) -> dict[str, Any]:
    """What `WhisperModel.transcribe` is told beside sound and language."""
    return {
        "task": request.task,
        "beam_size": BEAM,
        "vad_filter": request.vad_filter,
        "vad_parameters": {"threshold": request.vad_threshold} if request.vad_filter else None,
        "word_timestamps": True,
        "initial_prompt": request.prompt or None,
        "hotwords": ", ".join(request.hotwords) or None,
        "condition_on_previous_text": request.condition_on_previous_text,
        "hallucination_silence_threshold": request.hallucination_silence_threshold,
    }


def _start(
    whisper: Any, samples: Any, request: SpeechRequest, cancelled: Cancelled
) -> tuple[Iterable[Any], Any]:
    """Begin to recognise; decoding happens as the result is read, so a wrong language costs one detection."""
    options = decoding_options(request)
    forced = to_whisper(request.language) or None
    if forced is None or not request.check_language or not whisper.model.is_multilingual:
        return decode(whisper, samples, forced, options, cancelled)
    segments, info = decode(whisper, samples, None, options, cancelled)
    if info.duration_after_vad == 0 or info.language == forced:
        return segments, info
    check_language(forced, info.language, dict(info.all_language_probs or ()))
    return decode(whisper, samples, forced, options, cancelled)


def decode(
    whisper: Any, samples: Any, language: str | None, options: dict[str, Any], cancelled: Cancelled
) -> tuple[Iterable[Any], Any]:
    """Segments, decoded as they are read, and what is known of the whole; "" or None detects the language."""
    found: tuple[Iterable[Any], Any] = in_thread(
        lambda: whisper.transcribe(samples, language=language, **options), cancelled
    )
    return found


def collect(
    found: Iterable[Any], start: float, length: float, on_progress: OnProgress, cancelled: Cancelled
) -> tuple[SpokenSegment, ...]:
    """The segments as they come, moved by `start` seconds; percent is of `length` seconds."""
    segments = []
    rest = iter(found)
    while (raw := in_thread(lambda: next(rest, None), cancelled)) is not None:
        stop_if(cancelled)
        segments.append(segment_from(raw, start))
        on_progress(min(1.0, float(raw.end) / max(length, 0.001)))
    on_progress(1.0)
    return tuple(segments)
