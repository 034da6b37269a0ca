"""Where speech begins and ends in a recording, to the hundredth of a second.

A recogniser's word times are off by up to half a second where speakers pause. There the sound itself says
better when a word ends and the next begins: where the voice activity detector hears no voice, which music
does not deceive, and to the hundredth of a second where the level meets the noise of the pause.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.core.progress import Cancelled, never
from app.engines.protocols import Span
from app.engines.speech import voice_activity, wav

STEP = 0.01
"""Seconds of one level."""
_REACH = 0.4
"""How far from the recogniser's times a pause is looked for, in seconds."""
_PAUSE = 0.08
"""Shorter silence, in seconds, is part of a word."""
_VOICE, _NO_VOICE = 0.8, 0.35
"""How sure the detector is where a voice begins, over music too, and how little where it has ended."""
_SAME_EDGE = 0.15
"""How far, in seconds, an edge of the level may lie from one of the voice to be the same."""
_CLEAN = 40.0
"""Decibels by which a pause is below the speech where the level alone is right: nothing else is heard."""
_BELIEVED = 0.25
"""How far the level alone may move a word, in seconds, where the voice goes on: music has pauses, too."""
_LONG_WORD = 0.7
"""A word that takes longer, in seconds, may have a pause in its time."""
_STRETCHED = 0.25
"""Seconds from which on a word's quiet beginning is no consonant: the recogniser began it in the pause."""
_SLOW_BEGIN, _SLOW_LETTER = 0.1, 0.12
"""A word that takes longer than this, in seconds and a letter, is stretched."""
_BELOW_SPEECH = 12.0
"""Decibels below the speech around that no voice of its speaker is, but other voices and music are."""
_ABOVE_NOISE = 0.12
"""Where the edge lies between the noise around (0) and the speech (1), in decibels; at least 6 dB up."""
_AROUND = 100
_WINDOW_SECONDS = 600.0
_PUNCTUATION = (".", "?", "!", ",", ";", ":", "…", "—", "-", "。", "、", "?", "!")


class SoundEdges:
    """The levels of a 16 kHz WAV file in decibels, one each hundredth of a second, and when voices are heard.

    `voices` are stretches of speech in seconds (`voice_activity.speech_spans`); without them the level alone
    decides, which is right where nothing but the speech is heard.
    """

    def __init__(self, audio: Path, voices: Sequence[tuple[float, float]] | None = None) -> None:
        import numpy

        self._silent = None if voices is None else _between(voices)

        length, at = wav.duration(audio), 0.0
        parts: list[Any] = []
        while at < length:
            parts.append(_levels(wav.pcm(audio, Span(at, min(length, at + _WINDOW_SECONDS)))))
            at += _WINDOW_SECONDS
        self._levels = numpy.concatenate(parts) if parts else numpy.zeros(1)

    def pause(self, after: float, until: float, near: tuple[float, float]) -> tuple[float, float] | None:
        """The longest pause that lies between two times and touches the stretch `near`; None without one.

        Before the file begins and after it ends there is silence.
        """
        quiet = self._quiet(after, until, near)
        if self._silent is None or (quiet is not None and self._is_clean(quiet)):
            return quiet
        silent = self._voiceless(after, until, near)
        if silent is not None:
            return self._refined(silent, after, until)
        far = quiet is not None and max(abs(quiet[0] - near[0]), abs(quiet[1] - near[1])) > _BELIEVED
        return None if far else quiet

    def begin(self, word: SpokenWord) -> float:
        """When a word after a pause begins: later than its own time where that lies among other sounds."""
        import numpy

        if word.end - word.start <= _SLOW_BEGIN + _SLOW_LETTER * len(word.text.strip()):
            return word.start
        first, last = round(word.start / STEP), round(word.end / STEP)
        around = self._levels[max(0, first - _AROUND) : last + _AROUND]
        levels = self._levels[first:last]
        if not len(levels):
            return word.start
        loud = numpy.nonzero(levels > numpy.percentile(around, 95) - _BELOW_SPEECH)[0]
        later = float(loud[0]) * STEP if len(loud) else 0.0
        return round(word.start + later, 3) if later >= _STRETCHED else word.start

    def _is_clean(self, quiet: tuple[float, float]) -> bool:
        """Whether a pause is so far below the speech around that nothing else is heard in it."""
        import numpy

        first, last = (round(at / STEP) for at in quiet)
        inside = self._levels[max(0, first) : max(0, last)]
        around = self._levels[max(0, first - _AROUND) : max(0, last + _AROUND)]
        if not len(inside):
            return True
        return bool(numpy.percentile(around, 95) - numpy.median(inside) >= _CLEAN)

    def _quiet(self, after: float, until: float, near: tuple[float, float]) -> tuple[float, float] | None:
        """The longest pause by the level."""
        first, last = round(max(after, near[0] - _REACH) / STEP), round(min(until, near[1] + _REACH) / STEP)
        found = [run for run in self._silences(first, last) if run[1] - run[0] >= round(_PAUSE / STEP)]
        if not found:
            return None
        start, end = max(found, key=lambda run: run[1] - run[0])
        return round(start * STEP, 3), round(end * STEP, 3)

    def _voiceless(self, after: float, until: float, near: tuple[float, float]) -> tuple[float, float] | None:
        """The pause of the voices, with what in between was taken for a voice and said nothing."""
        first, last = max(after, near[0] - _REACH), min(until, near[1] + _REACH)
        inside = [(max(start, after), min(end, until)) for start, end in self._silent or ()]
        found = [run for run in inside if run[0] < last and run[1] > first and run[1] - run[0] >= _PAUSE]
        if not found:
            return None
        later = [run for run in inside if run[0] >= found[0][0] and run[1] - run[0] >= _PAUSE]
        return found[0][0], later[-1][1]

    def _refined(self, silent: tuple[float, float], after: float, until: float) -> tuple[float, float]:
        """Each edge of a pause of the voices where the level has one beside it."""
        first, last = max(after, silent[0] - _SAME_EDGE), min(until, silent[1] + _SAME_EDGE)
        runs = self._silences(round(first / STEP), round(last / STEP))
        start, end = (
            min((run[side] * STEP for run in runs), key=lambda at: abs(at - edge), default=edge)
            for side, edge in enumerate(silent)
        )
        start = start if abs(start - silent[0]) <= _SAME_EDGE else silent[0]
        end = end if abs(end - silent[1]) <= _SAME_EDGE else silent[1]
        return (round(start, 3), round(end, 3)) if start < end else silent

    def _silences(self, first: int, last: int) -> list[tuple[int, int]]:
        runs: list[tuple[int, int]] = []
        loud = self._loud(max(0, first), last)
        at = max(0, first)
        if first < 0:
            runs.append((first, 0))
        for offset, is_loud in enumerate(loud):
            if is_loud:
                continue
            if runs and runs[-1][1] == at + offset:
                runs[-1] = (runs[-1][0], at + offset + 1)
            else:
                runs.append((at + offset, at + offset + 1))
        if last > at + len(loud):
            runs.append((at + len(loud), last))
        return runs

    def _loud(self, first: int, last: int) -> list[bool]:
        """Whether each level of the window is speech, measured by the second around it."""
        import numpy

        around = self._levels[max(0, first - _AROUND) : max(0, last + _AROUND)]
        if not len(around):
            return []
        noise, speech = numpy.percentile(around, 5), numpy.percentile(around, 95)
        edge = noise + max(6.0, _ABOVE_NOISE * (speech - noise))
        loud: list[bool] = (self._levels[first : max(first, last)] > edge).tolist()
        return loud


def sound_edges(audio: Path, *, cancelled: Cancelled = never) -> SoundEdges:
    """The edges of a recording, with its voices where the voice activity detector is installed."""
    if not voice_activity.available():
        return SoundEdges(audio)
    voices = voice_activity.speech_spans(audio, threshold=_VOICE, lowest=_NO_VOICE, cancelled=cancelled)
    return SoundEdges(audio, voices)


def _between(voices: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """When nobody speaks; before the first and after the last without end."""
    begins = [-math.inf, *(end for _, end in voices)]
    return list(zip(begins, [*(start for start, _ in voices), math.inf], strict=True))


def with_sharp_edges(segments: Sequence[SpokenSegment], edges: SoundEdges) -> tuple[SpokenSegment, ...]:
    """The segments with the times of words next to a pause as the sound has them."""
    words = sharpened([word for segment in segments for word in segment.words], edges)
    done: list[SpokenSegment] = []
    at = 0
    for segment in segments:
        mine = words[at : at + len(segment.words)]
        at += len(segment.words)
        start, end = (mine[0].start, mine[-1].end) if mine else (segment.start, segment.end)
        done.append(replace(segment, start=start, end=end, words=tuple(mine)))
    return tuple(done)


def sharpened(words: Sequence[SpokenWord], edges: SoundEdges) -> list[SpokenWord]:
    """Words in order, each end and the next start moved to the pause between them, if there is one."""
    sharp = list(words)
    if not sharp:
        return sharp
    first = edges.pause(sharp[0].start - _REACH, sharp[0].end, (sharp[0].start, sharp[0].start))
    if first is not None:
        sharp[0] = _begun(sharp[0], first[1])
    sharp[0] = _begun(sharp[0], edges.begin(sharp[0]))
    for index in range(1, len(sharp)):
        before, after = sharp[index - 1], sharp[index]
        if not _may_pause(before, after):
            continue
        found = edges.pause(before.start + STEP, after.end - STEP, (before.end, after.start))
        if found is not None:
            begun = _begun(after, found[1])
            sharp[index - 1], sharp[index] = _ended(before, found[0]), _begun(begun, edges.begin(begun))
    last = edges.pause(sharp[-1].start, sharp[-1].end + _REACH, (sharp[-1].end, sharp[-1].end))
    if last is not None:
        sharp[-1] = _ended(sharp[-1], last[0])
    return sharp


def _may_pause(before: SpokenWord, after: SpokenWord) -> bool:
    return (
        after.start - before.end >= _PAUSE
        or before.text.endswith(_PUNCTUATION)
        or max(before.end - before.start, after.end - after.start) > _LONG_WORD
    )


def _begun(word: SpokenWord, start: float) -> SpokenWord:
    return replace(word, start=start) if 0 <= start < word.end else word


def _ended(word: SpokenWord, end: float) -> SpokenWord:
    return replace(word, end=end) if end > word.start else word


def _levels(samples: bytes) -> Any:
    import numpy

    size = round(STEP * wav.RATE)
    found = numpy.frombuffer(samples, dtype="<i2").astype(numpy.float64)
    frames = found[: len(found) // size * size].reshape(-1, size)
    return 10 * numpy.log10((frames**2).mean(axis=1) + 1.0)
