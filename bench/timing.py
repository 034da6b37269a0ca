"""align and sync on speech whose times are known: how exact, and how long it takes for how much sound.

    python bench/timing.py [--minutes 10]

espeak-ng speaks a text of ours, sentence after sentence with pauses, so where each begins and ends is known
to the sample. Both go through the very functions that the jobs call, recognition included.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
from bare.instance import machine

from app.captions.model.document import nearest_ms, seconds, ticks
from app.captions.model.spoken_word import SpokenSegment, SpokenWord
from app.captions.model.word_timings import words_of
from app.captions.quality.style_guides import NETFLIX
from app.captions.speech.segmentation import captions_from_speech
from app.captions.transform.shot_changes import with_shot_changes
from app.captions.transform.synchronize import Span, find_fit
from app.engines.protocols import SpeechRequest
from app.engines.registry import speech_recognizer
from app.engines.speech.recognition import transcribe
from app.engines.speech.script_alignment import align_script
from app.engines.speech.sound_edges import sound_edges, with_sharp_edges
from app.engines.speech.voice_activity import speech_spans
from app.services.engines.configuration import config
from tests.support.engines.readings import CITIES, TEXT
from tests.support.programs import program

RATE = 16_000
TIME_LIMIT, ERROR_LIMIT, SYNC_LIMIT = 0.5, 0.05, 0.1
MEAN_LIMIT, WORST_LIMIT = 0.1, 0.25
OFFSET, DRIFT = 7.3, Fraction(25, 24) * Fraction(1001, 1000)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was recognised, and of it the words of each sentence that was spoken."""

    segments: tuple[SpokenSegment, ...]
    sentences: list[list[SpokenWord]]


def sentences() -> list[str]:
    text = f"{TEXT} {CITIES}".replace(";", ".").replace(", it was", ". It was")
    return [part.strip() + "." for part in text.split(".") if len(part.split()) > 2]


def spoken(text: str, folder: Path) -> Any:
    """The sentence at 16 kHz, without the silence around it."""
    path = folder / "one.wav"
    subprocess.run([program("espeak-ng"), "-v", "en-gb", "-s", "150", "-w", path, text], check=True)
    with wave.open(str(path)) as file:
        samples = numpy.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)
        length = round(len(samples) * RATE / file.getframerate())
    samples = numpy.interp(numpy.linspace(0, len(samples) - 1, length), numpy.arange(len(samples)), samples)
    loud = numpy.nonzero(numpy.abs(samples) > 300)[0]
    return samples[loud[0] : loud[-1] + 1]


def reading(minutes: float, folder: Path) -> tuple[Path, list[tuple[float, float, str]]]:
    """The recording, and every sentence with its times."""
    dice, noise = random.Random(5), numpy.random.default_rng(5)
    known = {text: spoken(text, folder) for text in sentences()}
    parts, times, at = [numpy.zeros(RATE)], [], 1.0
    while at < minutes * 60:
        text = dice.choice(list(known))
        parts += [known[text], numpy.zeros(round(RATE * dice.choice([0.25, 0.4, 0.6, 1.0, 2.5])))]
        times.append((at, at + len(known[text]) / RATE, text))
        at += (len(parts[-1]) + len(parts[-2])) / RATE
    samples = numpy.concatenate(parts) * 0.7
    samples += noise.normal(0, 25, len(samples))
    target = folder / "reading.wav"
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.clip(-32768, 32767).astype("<i2").tobytes())
    return target, times


def captioned(recognised: Recognised, times: list[tuple[float, float, str]]) -> tuple[list[float], int]:
    """How far captions that open a sentence begin from its sound, and how many end before their speech does.

    A third of the sentences has a cut of the picture near its begin, another one near its end.
    """
    dice, near = random.Random(7), (-0.24, -0.1, 0.1, 0.24)
    begins = [start + dice.choice(near) for start, _, _ in times[::3]]
    cuts = sorted(begins + [end + dice.choice(near) for _, end, _ in times[1::3]])
    document = captions_from_speech(recognised.segments, NETFLIX, language="en")
    shortest, longest = NETFLIX.minimum_duration, NETFLIX.maximum_duration or 0
    cues = with_shot_changes(
        document, list(map(nearest_ms, cuts)), gap=ticks("0.08"), shortest=shortest, longest=longest
    ).cues
    opening = {words_of(cue)[0].start: cue for cue in cues}
    closing = {words_of(cue)[-1].end: cue for cue in cues}
    errors, late = [], 0
    for (start, end, _), words in zip(times, recognised.sentences, strict=True):
        if words and (opens := opening.get(nearest_ms(words[0].start))):
            errors.append(abs(seconds(opens.start) - start))
        if words and (closes := closing.get(nearest_ms(words[-1].end))):
            late += seconds(closes.end) < end - ERROR_LIMIT
    return errors, late


def aligned(audio: Path, times: list[tuple[float, float, str]]) -> tuple[float, list[float], Recognised]:
    """Seconds it takes, how far off each sentence begins or ends, and what was recognised."""
    begin = time.perf_counter()
    heard = transcribe(speech_recognizer("", config()), audio, SpeechRequest(language="en"))
    segments = with_sharp_edges(heard.segments, sound_edges(audio))
    script = [(index, word) for index, (_, _, text) in enumerate(times) for word in text.split()]
    found = align_script([word for _, word in script], [w for segment in segments for w in segment.words])
    taken = time.perf_counter() - begin
    errors, sentences = [], []
    for index, (start, end, _) in enumerate(times):
        pairs = zip(script, found.words, strict=True)
        words = [word for (number, _), word in pairs if number == index and word is not None]
        sentences.append(words)
        errors += [abs(words[0].start - start), abs(words[-1].end - end)] if words else [end - start]
    return taken, errors, Recognised(segments, sentences)


def synced(audio: Path, times: list[tuple[float, float, str]]) -> dict[str, float]:
    """How far off captions are after the sync that were moved, or counted at another rate."""
    speech = speech_spans(audio)
    right: list[Span] = [(start, end) for start, end, _ in times]
    wrong = {
        "7.3 s": [(start - OFFSET, end - OFFSET) for start, end in right if start > OFFSET],
        "25 for 23.976": [(start / float(DRIFT), end / float(DRIFT)) for start, end in right],
    }
    errors = {}
    for name, spans in wrong.items():
        fit = find_fit(spans, speech)
        last = max(spans)[0] * float(fit.rate) + fit.pieces[-1].offset
        first = spans[0][0] * float(fit.rate) + fit.pieces[0].offset
        errors[name] = max(abs(last - right[-1][0]), abs(first - right[-len(spans)][0]))
    return errors


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--minutes", type=float, default=10)
    minutes = asked.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        audio, times = reading(minutes, Path(folder))
        taken, errors, recognised = aligned(audio, times)
        begins, cut_off = captioned(recognised, times)
        off = synced(audio, times)
    p95 = statistics.quantiles(errors, n=20)[-1]
    ratio = taken / (minutes * 60)
    print(f"align {minutes:g} min: {taken:.1f} s, {ratio:.2f} of the sound  (at most {TIME_LIMIT})")
    print(
        f"  begin and end of {len(times)} sentences: mean {statistics.mean(errors):.3f} s, "
        f"p95 {p95:.3f} s, worst {max(errors):.3f} s  (p95 at most {ERROR_LIMIT})"
    )
    print(
        f"captions with shot changes: {len(begins)} begin with a sentence, mean "
        f"{statistics.mean(begins):.3f} s off, worst {max(begins):.3f} s  (at most {MEAN_LIMIT} and "
        f"{WORST_LIMIT}); {cut_off} end while somebody speaks  (none)"
    )
    for name, error in off.items():
        print(f"sync, {name}: off by {error:.3f} s  (at most {SYNC_LIMIT})")
    print(machine())
    timed = statistics.mean(begins) <= MEAN_LIMIT and max(begins) <= WORST_LIMIT and not cut_off
    return int(ratio > TIME_LIMIT or p95 > ERROR_LIMIT or max(off.values()) > SYNC_LIMIT or not timed)


if __name__ == "__main__":
    sys.exit(main())
