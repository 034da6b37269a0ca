"""Several languages in one recording: each stretch between pauses is recognised in its own language.

The voice activity detector finds the pauses in any case; with `vad_filter` only what it takes for speech is
recognised, without it all of the sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, pairwise
from typing import Any

from app.captions.model.spoken_word import SpokenSegment
from app.core.limits.interruptible import in_thread
from app.core.progress import Cancelled, OnProgress, Slice
from app.engines.protocols import SpeechRequest, Transcript
from app.engines.speech import wav
from app.engines.speech.languages import from_whisper, to_whisper
from app.engines.speech.recognition import most_spoken, seconds_by_language
from app.engines.speech.whisper.decoding import collect, decode, decoding_options

PAUSE_MS = 600
"""A pause this long may separate languages; within a sentence nobody changes them."""
LONGEST_SECONDS = 28.0
"""What the model hears at once, when it detects a language, is 30 seconds."""
SURE = 0.5
"""A stretch whose language is less probable has that of the stretch before it."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Speech between two pauses, in samples, with Whisper's tag of its language."""

    start: int
    end: int
    language: str


def recognize_in_each_language(
    whisper: Any,
    samples: Any,
    request: SpeechRequest,
    start: float,
    on_progress: OnProgress,
    cancelled: Cancelled,
) -> Transcript:
    """As `recognize_in_one_language`, with the language of every segment; the transcript has the main one."""
    length = len(samples) / wav.RATE
    segments: list[SpokenSegment] = []
    stretches = list(_joined(_told(whisper, samples, request, cancelled)))
    for stretch in stretches if request.vad_filter else _without_gaps(stretches, len(samples)):
        at, share = stretch.start / wav.RATE, (stretch.end - stretch.start) / wav.RATE
        found, info = decode(
            whisper,
            samples[stretch.start : stretch.end],
            stretch.language,
            decoding_options(request),
            cancelled,
        )
        spoken = found if info.duration_after_vad else ()
        heard = collect(spoken, start + at, share, Slice(on_progress, at / length, share / length), cancelled)
        tag = "en" if request.task == "translate" else from_whisper(stretch.language)
        segments += (replace(segment, language=tag) for segment in heard)
    on_progress(1.0)
    seconds = seconds_by_language(segments)
    main = most_spoken(seconds) or request.language or "und"
    share_of_main = seconds[main] / (sum(seconds.values()) or 1.0) if seconds else 0.0
    return Transcript(main, share_of_main, tuple(segments), length)


def _told(whisper: Any, samples: Any, request: SpeechRequest, cancelled: Cancelled) -> Iterator[_Stretch]:
    """The stretches of speech with their languages; those that tell none have that of the one before."""
    before = to_whisper(request.language)
    found = _between_pauses(samples, request.vad_threshold)
    for start, end in found or ([] if request.vad_filter else [(0, len(samples))]):
        part = samples[start:end]
        language, probability, _ = in_thread(partial(whisper.detect_language, part), cancelled)
        before = language if probability >= SURE or not before else before
        yield _Stretch(start, end, before)


def _between_pauses(samples: Any, threshold: float) -> list[tuple[int, int]]:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        threshold=threshold,
        min_silence_duration_ms=PAUSE_MS,
        max_speech_duration_s=LONGEST_SECONDS,
        speech_pad_ms=PAUSE_MS // 3,
    )
    return [(each["start"], each["end"]) for each in get_speech_timestamps(samples, options)]


def _joined(stretches: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """Neighbours in one language as one, so that the model has the words before."""
    for language, group in groupby(stretches, key=lambda stretch: stretch.language):
        same = list(group)
        yield _Stretch(same[0].start, same[-1].end, language)


def _without_gaps(stretches: Sequence[_Stretch], end: int) -> list[_Stretch]:
    """All of the sound: each stretch lasts until the next begins, the first from the start."""
    edges = [0, *(stretch.start for stretch in stretches[1:]), end]
    return [
        replace(stretch, start=start, end=until)
        for stretch, (start, until) in zip(stretches, pairwise(edges), strict=False)
    ]
