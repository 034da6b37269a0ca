"""Recognising a whole file in chunks that the caller can keep, so that a retry resumes at the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.captions.model.spoken_word import SpokenSegment
from app.core.errors import EngineError
from app.core.progress import Cancelled, OnProgress, Slice, ignore_progress, never, stop_if
from app.engines.protocols import SpeechRecognizer, SpeechRequest, Transcript
from app.engines.speech.chunks import CHUNK_SECONDS, plan


def recognize_in_chunks(
    recognizer: SpeechRecognizer,
    audio: Path,
    request: SpeechRequest,
    *,
    done: Sequence[Transcript] = (),
    chunk_seconds: float = CHUNK_SECONDS,
    on_progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Iterator[Transcript]:
    """Yield the transcript of every chunk in order, times counted from the start of the file.

    Pass the chunks of an earlier try, made with the same file and request, as `done`: they are yielded again
    and not recognised again. Percent counts audio time. A chunk where nobody speaks has no segments.
    """
    spans = plan(audio, chunk_seconds)
    total = max(spans[-1].end, 0.001)
    language = request.language
    for index, span in enumerate(spans):
        stop_if(cancelled)
        if index < len(done):
            part = done[index]
        else:
            asked = _carry(request, language)
            heard = Slice(on_progress, span.start / total, (span.end - span.start) / total)
            part = recognizer.recognize(audio, asked, span=span, on_progress=heard, cancelled=cancelled)
        if part.segments and request.task == "transcribe":
            language = part.language
        on_progress(span.end / total)
        yield part


def _carry(request: SpeechRequest, language: str) -> SpeechRequest:
    """The language of the first chunk with speech holds for the rest: short chunks are easily mistaken."""
    if language == request.language or request.multilingual:
        return request
    return replace(request, language=language, check_language=False)


def join(parts: Sequence[Transcript]) -> Transcript:
    """One transcript of all chunks; EngineError `no_speech` (rejected) when nobody spoke in any."""
    spoken = [part for part in parts if part.segments]
    if not spoken:
        raise EngineError(
            "No speech was found in this audio.",
            code="no_speech",
            hint="It seems to be silent or music only. Check that the right file and audio track were sent.",
            rejected=True,
        )
    return Transcript(
        language=_most_spoken(spoken),
        language_probability=spoken[0].language_probability,
        segments=tuple(segment for part in spoken for segment in part.segments),
        duration=round(sum(part.duration for part in parts), 3),
    )


def _most_spoken(parts: Sequence[Transcript]) -> str:
    """The language of the first chunk with speech; where segments have their own, that of most seconds."""
    seconds = seconds_by_language(segment for part in parts for segment in part.segments)
    return most_spoken(seconds) or parts[0].language


def most_spoken(seconds: Mapping[str, float]) -> str:
    """The language of most seconds (see `seconds_by_language`); "" where none is named."""
    return max(seconds, key=lambda language: seconds[language], default="")


def seconds_by_language(segments: Iterable[SpokenSegment]) -> dict[str, float]:
    """How long each language is spoken, in seconds, where segments name theirs; in order of appearance."""
    seconds: dict[str, float] = {}
    for segment in segments:
        if segment.language:
            seconds[segment.language] = seconds.get(segment.language, 0.0) + segment.end - segment.start
    return seconds


def transcribe(
    recognizer: SpeechRecognizer,
    audio: Path,
    request: SpeechRequest,
    *,
    on_progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Transcript:
    """The transcript of a whole file, for callers that keep no chunks; raises as `join` does."""
    parts = recognize_in_chunks(recognizer, audio, request, on_progress=on_progress, cancelled=cancelled)
    return join(list(parts))
