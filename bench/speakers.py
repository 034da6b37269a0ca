"""Who spoke when in made dialogues of two, three and four Kokoro voices: the diarization error.

    python bench/speakers.py [--turns 12]

Every turn is a sentence of ours, so where each voice speaks is known to the sample. The error is the share of
the spoken time that is given to nobody or to another voice than the one its label stands for.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
import time
import wave
from collections import Counter
from pathlib import Path
from typing import Any

import numpy
from bare.instance import machine

from app.engines.protocols import Turn
from app.engines.registry import speaker_labeler
from app.engines.voice.kokoro import Kokoro
from app.services.engines.configuration import config
from tests.support.engines.readings import CITIES, TEXT

RATE, STEP = 16_000, 0.01
LIMIT = 0.1
VOICES = ("am_michael", "af_heart", "bm_george", "bf_emma")
Spoken = tuple[float, float, str]


def sentences() -> list[str]:
    return [part.strip() + "." for part in f"{TEXT} {CITIES}".split(".") if len(part.split()) > 6]


def dialogue(kokoro: Kokoro, voices: tuple[str, ...], turns: int, target: Path) -> list[Spoken]:
    """A recording in which these voices take turns, and when each of them speaks."""
    dice, texts = random.Random(len(voices)), sentences()
    parts, times, at, last = [numpy.zeros(RATE // 2)], list[Spoken](), 0.5, ""
    for number in range(turns):
        voice = voices[number] if number < len(voices) else dice.choice([v for v in voices if v != last])
        words = " ".join(dice.choice(texts).split()[:14])
        speech = kokoro.synthesize(words, voice)
        samples = numpy.frombuffer(speech.pcm, dtype="<i2").astype(float)
        length = round(len(samples) * RATE / speech.sample_rate)
        samples = numpy.interp(
            numpy.linspace(0, len(samples) - 1, length), numpy.arange(len(samples)), samples
        )
        pause = numpy.zeros(round(RATE * dice.choice([0.2, 0.4, 0.7])))
        parts += [samples, pause]
        times.append((at, at + length / RATE, voice))
        at, last = at + (length + len(pause)) / RATE, voice
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(numpy.concatenate(parts).clip(-32768, 32767).astype("<i2").tobytes())
    return times


def error(spoken: list[Spoken], found: list[Turn]) -> tuple[float, float]:
    """The diarization error, and the share of turns whose label stands for another voice, or for none."""
    frames = [(at, voice) for start, end, voice in spoken for at in numpy.arange(start, end, STEP)]
    labels = [_label(at, found) for at, _ in frames]
    pairs = Counter(zip((voice for _, voice in frames), labels, strict=True))
    voices = sorted({voice for _, voice in frames})
    names = [*sorted({label for label in labels if label}), *[""] * len(voices)]
    best = max(
        (
            dict(zip(voices, chosen, strict=True))
            for chosen in set(itertools.permutations(names, len(voices)))
        ),
        key=lambda names: sum(pairs[voice, name] for voice, name in names.items() if name),
    )
    right = sum(pairs[voice, name] for voice, name in best.items() if name)
    wrong = sum(_most(start, end, found) != best[voice] for start, end, voice in spoken)
    return 1 - right / len(frames), wrong / len(spoken)


def _label(at: float, found: list[Turn]) -> str:
    return next((turn.speaker for turn in found if turn.start <= at < turn.end), "")


def _most(start: float, end: float, found: list[Turn]) -> str:
    counts = Counter(_label(at, found) for at in numpy.arange(start, end, STEP))
    return counts.most_common(1)[0][0]


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--turns", type=int, default=12)
    turns = asked.parse_args().turns
    kokoro, errors = Kokoro(config()), []
    with tempfile.TemporaryDirectory() as folder:
        for count in (2, 3, 4):
            audio = Path(folder) / f"{count}.wav"
            spoken = dialogue(kokoro, VOICES[:count], turns, audio)
            begin = time.perf_counter()
            found: Any = speaker_labeler("", config()).label_speakers(audio)
            taken = time.perf_counter() - begin
            off, wrong = error(spoken, found)
            errors.append(off)
            heard = len({turn.speaker for turn in found})
            print(
                f"{count} voices, {turns} turns: error {off:.1%}, {wrong:.0%} of the turns wrong, "
                f"{heard} voices heard, {taken / spoken[-1][1]:.2f} of the sound  (error at most {LIMIT:.0%})"
            )
    print(machine())
    return int(max(errors) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
