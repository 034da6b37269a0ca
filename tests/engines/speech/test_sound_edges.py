"""Words next to a pause get the times that the sound has."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.engines.speech.sound_edges import SoundEdges, with_sharp_edges

RATE = 16_000
SPOKEN = ((1.0, 2.2), (2.7, 3.4), (5.0, 6.6))


def recording(path: Path, samples: Any) -> Path:
    """A WAV file of samples between -1 and 1."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples.clip(-1, 1) * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture(params=[0.0005, 0.01], ids=["quiet room", "noisy room"])
def edges(request: pytest.FixtureRequest, tmp_path: Path) -> SoundEdges:
    """Three bursts of sound in noise."""
    dice = np.random.default_rng(2)
    samples = dice.normal(0, request.param, 8 * RATE)
    for start, end in SPOKEN:
        first, last = round(start * RATE), round(end * RATE)
        samples[first:last] += dice.normal(0, 0.2, last - first)
    return SoundEdges(recording(tmp_path / "a.wav", samples))


def test_music_between_sentences_moves_no_word(tmp_path: Path) -> None:
    """A tone that swells in a pause is louder there than its noise, and is no voice."""
    dice, at = np.random.default_rng(3), np.arange(8 * RATE) / RATE
    samples = 0.12 * np.sin(2 * np.pi * 220 * at) * (np.sin(2 * np.pi * at / 0.9) ** 2)
    for start, end in ((1.0, 2.2), (4.6, 6.4)):
        first, last = round(start * RATE), round(end * RATE)
        samples[first:last] += dice.normal(0, 0.2, last - first)
    path = recording(tmp_path / "music.wav", samples)
    said = words(("One.", 0.9, 2.0), ("Two.", 2.1, 6.5))
    voices = [(1.01, 2.23), (3.0, 3.2), (4.58, 6.42)]
    (found,) = with_sharp_edges(said, SoundEdges(path, voices))
    times = [(word.start, word.end) for word in found.words]
    wanted = [(1.0, 2.2), (4.6, 6.4)]
    assert times == [(pytest.approx(a, abs=0.1), pytest.approx(b, abs=0.1)) for a, b in wanted]


def test_a_word_that_takes_too_long_begins_where_its_speaker_is_heard(tmp_path: Path) -> None:
    """The recogniser begins the first word among voices in the background, and the detector hears those."""
    dice = np.random.default_rng(4)
    samples = dice.normal(0, 0.02, 4 * RATE)
    samples[RATE : 3 * RATE] += dice.normal(0, 0.2, 2 * RATE)
    path = recording(tmp_path / "murmur.wav", samples)
    heard = SoundEdges(path, [(0.55, 3.0)])
    (stretched,) = with_sharp_edges(words(("The", 0.58, 1.12), ("harbour.", 1.12, 3.0)), heard)
    assert stretched.words[0].start == pytest.approx(1.0, abs=0.02)
    (long_word,) = with_sharp_edges(words(("Constantinople", 0.58, 1.9), ("fell.", 1.9, 3.0)), heard)
    assert long_word.words[0].start == pytest.approx(0.55, abs=0.05)


def test_where_nothing_else_is_heard_the_level_alone_decides(
    edges: SoundEdges, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    heard = SoundEdges(tmp_path / "a.wav", [(0.9, 6.7)])
    said = words(("One.", 0.9, 2.4), ("Two.", 2.4, 3.1), (f"Thr{'e' * 25}.", 3.1, 6.6))
    (by_level,) = with_sharp_edges(said, edges)
    assert by_level.words[2].start == pytest.approx(3.5, abs=0.02)
    (with_voices,) = with_sharp_edges(said, heard)
    quiet = "quiet room" in request.node.name
    assert with_voices.words[2].start == (by_level.words[2].start if quiet else 3.1)


def words(*times: tuple[str, float, float]) -> list[SpokenSegment]:
    said = tuple(SpokenWord(text, start, end) for text, start, end in times)
    return [SpokenSegment(" ".join(word.text for word in said), said[0].start, said[-1].end, said)]


def test_times_move_to_the_pauses(edges: SoundEdges) -> None:
    found = with_sharp_edges(words(("One.", 0.8, 2.4), ("Two.", 2.4, 3.6), ("Three.", 4.7, 6.9)), edges)
    times = [(word.start, word.end) for word in found[0].words]
    assert times == [(pytest.approx(a, abs=0.02), pytest.approx(b, abs=0.02)) for a, b in SPOKEN]
    assert (found[0].start, found[0].end) == (times[0][0], times[-1][1])


def test_words_that_follow_one_another_stay(edges: SoundEdges) -> None:
    found = with_sharp_edges(words(("One", 1.0, 1.5), ("and", 1.5, 1.8), ("two", 1.8, 2.2)), edges)
    assert [(word.start, word.end) for word in found[0].words[1:2]] == [(1.5, 1.8)]


def test_a_pause_is_never_inside_a_word(edges: SoundEdges) -> None:
    found = with_sharp_edges(words(("One.", 1.0, 1.1), ("Two.", 6.5, 6.6)), edges)
    assert all(word.start < word.end for word in found[0].words)


def test_segments_without_word_times_stay(edges: SoundEdges) -> None:
    plain = SpokenSegment("Hello there.", 1.0, 3.0)
    assert with_sharp_edges([plain], edges) == (plain,)
    assert with_sharp_edges([], edges) == ()
