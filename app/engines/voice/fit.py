"""Speech fitted to cues: spoken faster, then played faster, then allowed to overrun with a warning.

A voice stays natural up to 1.35 times its speed, and a recording played up to 1.25 times as fast. Nothing is
ever slowed down, unless a person asks for it. What an engine makes of a speed is measured, not believed.
"""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path

from app.core.errors import EngineError
from app.core.message_text import counted
from app.core.progress import Cancelled, OnProgress, ignore_progress, never, stop_if
from app.engines.protocols import VoiceSynthesizer
from app.engines.voice.recordings import Recording, Recordings
from app.engines.voice.slots import Line, Slot, slots
from app.engines.voice.spoken_text import spoken_text
from app.media.timeline import Clip, clip_rate

FASTEST_SPEECH = 1.35
FASTEST_TEMPO = 1.25
SPEED_STEP = 0.05
"""Speeds are rounded up to this, so that a second run finds its recordings again."""
TOLERANCE = 0.01
"""Seconds by which a recording may be longer than its slot without being worked on."""
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class FittedLine:
    """A line as it will be heard: `speed` asked of the voice, `tempo` of the player, seconds measured."""

    line: Line
    recording: Recording
    slot: float
    speed: float = 1.0
    tempo: float = 1.0

    @property
    def overrun(self) -> float:
        """Seconds beyond the slot; 0.0 when it fits."""
        return max(self.recording.duration - self.slot, 0.0)

    @property
    def clip(self) -> Clip:
        """For the timeline."""
        return Clip(self.line.start, self.recording.path)


@dataclass(frozen=True, slots=True)
class FittedSpeech:
    """All lines that could be spoken, in time order, and the warnings for the job."""

    lines: tuple[FittedLine, ...]
    warnings: tuple[str, ...]


def fit_speech(
    lines: Sequence[Line],
    engine: VoiceSynthesizer,
    cache: Path,
    *,
    duration: float,
    language: str,
    workers: int = 0,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> FittedSpeech:
    """Speak `lines` with `engine` so that each fits before the next; `duration` is that of the film.

    Sound descriptions and music notes are not read out (`spoken_text`); their time goes to the line before.
    Recordings are kept in the folder `cache` and found again by a retry. `workers` lines are spoken at a
    time (0: one a processor core, four with a remote engine). `progress` goes by the letters spoken. Raises
    what the engine raises; a single line in which the engine finds nothing to say is left out with a warning.
    """
    recordings = Recordings(cache, engine, language)
    spoken_lines = [replace(line, text=said) for line in lines if (said := spoken_text(line.text))]
    planned = slots(spoken_lines, duration)
    count = workers or (4 if engine.capabilities().remote else os.cpu_count() or 1)
    results = _in_parallel(recordings, planned, count, progress, cancelled)
    spoken = [item for item in results if isinstance(item, FittedLine)]
    silent = [
        (slot.line, item)
        for slot, item in zip(planned, results, strict=True)
        if isinstance(item, EngineError)
    ]
    if silent and not spoken:
        raise silent[0][1]
    fitted = _one_rate(recordings, spoken, cancelled)
    progress(1.0)
    late = sorted(line.number for line in spoken_lines if line.start >= duration)
    return FittedSpeech(tuple(fitted), (*_overruns(fitted), *_silences(silent), *_beyond(late)))


def _in_parallel(
    recordings: Recordings, planned: Sequence[Slot], count: int, progress: OnProgress, cancelled: Cancelled
) -> list[FittedLine | EngineError]:
    """Every slot's result in order. Only this thread asks `cancelled` and reports progress.

    The longest lines are begun first, so that no processor is left alone with one of them at the end.
    """
    stop = threading.Event()
    letters, done = sum(len(slot.line.text) for slot in planned), 0
    longest_first = sorted(planned, key=lambda slot: -len(slot.line.text))
    with ThreadPoolExecutor(max_workers=count, thread_name_prefix="voice") as pool:
        futures = {pool.submit(_fit_or_skip, recordings, slot, stop.is_set): slot for slot in longest_first}
        waiting: set[Future[FittedLine | EngineError]] = set(futures)
        try:
            while waiting:
                finished, waiting = wait(waiting, POLL_SECONDS, FIRST_COMPLETED)
                stop_if(cancelled)
                for future in finished:
                    future.result()
                    done += len(futures[future].line.text)
                    progress(done / letters)
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
    results = {slot: future.result() for future, slot in futures.items()}
    return [results[slot] for slot in planned]


def _fit_or_skip(recordings: Recordings, slot: Slot, cancelled: Cancelled) -> FittedLine | EngineError:
    try:
        return fit_line(recordings, slot, cancelled)
    except EngineError as error:
        if error.code == "nothing_to_say":
            return error
        raise


def fit_line(recordings: Recordings, slot: Slot, cancelled: Cancelled = never) -> FittedLine:
    """One line: at the asked speed, or the voice's own, if that fits, else faster by what was measured."""
    line, limit = slot.line, slot.seconds + TOLERANCE
    first = recordings.spoken(line.text, line.voice, line.speed, cancelled)
    fitted = FittedLine(line, first, slot.seconds, line.speed)
    while fitted.recording.duration > limit and fitted.speed < FASTEST_SPEECH:
        speed = _faster(fitted.speed, fitted.recording.duration / slot.seconds)
        again = recordings.spoken(line.text, line.voice, speed, cancelled)
        fitted = replace(fitted, speed=speed, recording=again)
    if fitted.recording.duration > limit:
        tempo = min(fitted.recording.duration / slot.seconds, FASTEST_TEMPO)
        fitted = replace(fitted, tempo=tempo, recording=recordings.faster(fitted.recording, tempo, cancelled))
    return fitted


def _faster(speed: float, factor: float) -> float:
    """The next speed to ask for, when the last came out `factor` times too long."""
    steps = math.ceil(round(speed * factor / SPEED_STEP, 6))
    return min(max(steps * SPEED_STEP, speed + SPEED_STEP), FASTEST_SPEECH)


def _one_rate(recordings: Recordings, lines: Sequence[FittedLine], cancelled: Cancelled) -> list[FittedLine]:
    """Voices of different sample rates brought to the highest, which the timeline needs."""
    rates = {line.recording.path: clip_rate(line.recording.path) for line in lines}
    highest = max(rates.values(), default=0)
    return [
        line
        if rates[line.recording.path] == highest
        else replace(line, recording=recordings.resampled(line.recording, highest, cancelled))
        for line in lines
    ]


def _overruns(lines: Sequence[FittedLine]) -> list[str]:
    late = [line for line in lines if line.overrun > TOLERANCE]
    if not late:
        return []
    worst = max(late, key=lambda line: line.overrun)
    return [
        f"{len(late)} of {counted(len(lines), 'cue')}: more words than can be spoken in time, even faster; "
        f"cue {worst.line.number} runs over by {worst.overrun:.1f} s. Shorten these cues: "
        f"{_numbers([line.line.number for line in late])}."
    ]


def _silences(silent: Sequence[tuple[Line, EngineError]]) -> list[str]:
    if not silent:
        return []
    return [f"The voice found nothing to say in these cues: {_numbers([line.number for line, _ in silent])}."]


def _beyond(late: Sequence[int]) -> list[str]:
    return [f"These cues begin after the end of the media: {_numbers(late)}."] if late else []


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:10])) + (f" and {len(numbers) - 10} more" if len(numbers) > 10 else "")
