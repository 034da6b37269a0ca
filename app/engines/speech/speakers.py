"""Speaker labels for transcripts: joins recognised speech with speaker turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.engines.protocols import Transcript, Turn

_ANONYMOUS = re.compile(r"Speaker \d+")


def assign_speakers(transcript: Transcript, turns: Sequence[Turn]) -> Transcript:
    """The transcript with a speaker on every segment; segments are cut where the speaker changes.

    A word belongs to the turn that covers most of it, else to the nearest one. Speakers are numbered as they
    begin to speak: one of whom no word was recognised leaves no hole.
    """
    if not turns:
        return transcript
    segments = tuple(part for segment in transcript.segments for part in _split(segment, turns))
    return replace(transcript, segments=_numbered(segments))


def _numbered(segments: Sequence[SpokenSegment]) -> tuple[SpokenSegment, ...]:
    heard = dict.fromkeys(segment.speaker for segment in segments if segment.speaker)
    anonymous = [name for name in heard if _ANONYMOUS.fullmatch(name)]
    labels = {name: f"Speaker {number}" for number, name in enumerate(anonymous, 1)}
    return tuple(replace(each, speaker=labels.get(each.speaker or "", each.speaker)) for each in segments)


def _split(segment: SpokenSegment, turns: Sequence[Turn]) -> list[SpokenSegment]:
    if not segment.words:
        return [replace(segment, speaker=_speaker(segment.start, segment.end, turns))]
    named = [(word, _speaker(word.start, word.end, turns)) for word in segment.words]
    parts = []
    for speaker, group in groupby(named, key=lambda pair: pair[1]):
        words: tuple[SpokenWord, ...] = tuple(word for word, _speaker_of in group)
        text, start, end = _joined(segment, words), words[0].start, words[-1].end
        parts.append(replace(segment, text=text, start=start, end=end, words=words, speaker=speaker))
    return parts


def _joined(segment: SpokenSegment, words: tuple[SpokenWord, ...]) -> str:
    """The words as the segment writes them: with spaces, or without in languages that have none."""
    if words == segment.words:
        return segment.text
    return ("" if "".join(w.text for w in segment.words) == segment.text else " ").join(w.text for w in words)


def _speaker(start: float, end: float, turns: Sequence[Turn]) -> str:
    middle = (start + end) / 2

    def closeness(turn: Turn) -> tuple[float, float]:
        shared = min(end, turn.end) - max(start, turn.start)
        away = max(turn.start - middle, middle - turn.end, 0.0)
        return max(shared, 0.0), -away

    return max(turns, key=closeness).speaker
