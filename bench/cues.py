"""Cue times on three made clips whose sentences begin and end at known times, with noise and music beneath.

    python bench/cues.py [--turns 18]

espeak-ng over a hum and hiss, Kokoro over music, and both in turn over a murmur of other voices with music.
Where a sentence is, is known to the sample. Recognition and captions are made by the functions of the jobs.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy
from bare.instance import machine
from timing import RATE, sentences, spoken

from app.captions.model.document import Cue, seconds
from app.captions.quality.style_guides import NETFLIX
from app.captions.speech.segmentation import captions_from_speech
from app.engines.protocols import SpeechRequest
from app.engines.registry import speech_recognizer
from app.engines.speech.alignment import key_of
from app.engines.speech.recognition import transcribe
from app.engines.speech.sound_edges import sound_edges, with_sharp_edges
from app.engines.voice.kokoro import Kokoro
from app.services.engines.configuration import config

MEAN_LIMIT, WORST_LIMIT = 0.10, 0.25
STILL_SPEAKING = 0.05
"""Seconds of speech after the end of a caption that nobody hears as cut off."""
NEAR = 3.0
"""Seconds in which a caption begins that opens a sentence; farther off it is another of the same words."""
LEVEL = 3000.0
"""Of speech, as root of the mean square of 16-bit samples; beds are so many dB below."""

Speak = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One that was spoken, and when, in seconds."""

    start: float
    end: float
    text: str


def by_kokoro(kokoro: Kokoro, voice: str) -> Speak:
    def speak(text: str) -> Any:
        speech = kokoro.synthesize(text, voice)
        samples = numpy.frombuffer(speech.pcm, dtype="<i2").astype(float)
        length = round(len(samples) * RATE / speech.sample_rate)
        samples = numpy.interp(
            numpy.linspace(0, len(samples) - 1, length), numpy.arange(len(samples)), samples
        )
        loud = numpy.nonzero(numpy.abs(samples) > 300)[0]
        return samples[loud[0] : loud[-1] + 1]

    return speak


def hiss(length: int, dice: Any) -> Any:
    """White noise and the hum of the mains."""
    at = numpy.arange(length) / RATE
    return dice.normal(0, 1, length) + 0.7 * numpy.sin(2 * numpy.pi * 50 * at)


def music(length: int, dice: Any) -> Any:
    """Chords of three tones with overtones, a new one each second, and a beat."""
    at, made = numpy.arange(length) / RATE, numpy.zeros(length)
    for begin in range(0, length, RATE):
        part = slice(begin, min(begin + RATE, length))
        fade = numpy.exp(-1.5 * (at[part] - at[part][0]))
        root = 220 * 2 ** (dice.integers(0, 12) / 12)
        for step in (0, 4, 7):
            tone = root * 2 ** (step / 12)
            made[part] += fade * sum(numpy.sin(2 * numpy.pi * tone * n * at[part]) / n for n in (1, 2, 3))
        made[begin : begin + 800] += dice.normal(0, 1, len(made[begin : begin + 800]))
    return made


def murmur(length: int, dice: Any) -> Any:
    """Many sentences of our text backwards at once, beneath music."""
    voices = numpy.zeros(length)
    for text in sentences()[:6]:
        one = spoken(text, Path(tempfile.gettempdir()))[::-1]
        voices += numpy.resize(one, length + RATE)[int(dice.integers(0, RATE)) :][:length]
    return voices / rms(voices) + music(length, dice) / 2


def rms(samples: Any) -> float:
    return float(numpy.sqrt((samples**2).mean()))


def clip(
    target: Path, speakers: Sequence[Speak], bed: Callable[[int, Any], Any], below: float, turns: int
) -> list[Sentence]:
    """A recording of `turns` sentences over a bed that is so many dB below them, and when each is spoken."""
    dice, noise = random.Random(len(target.stem)), numpy.random.default_rng(len(target.stem))
    parts, said, at = [numpy.zeros(RATE)], list[Sentence](), 1.0
    known = [text for text in sentences() if len(text.split()) > 4]
    for number in range(turns):
        text = known[number % len(known)]
        samples = speakers[number % len(speakers)](text)
        samples = samples / rms(samples) * LEVEL
        said.append(Sentence(at, at + len(samples) / RATE, text))
        pause = numpy.zeros(round(RATE * dice.choice([0.3, 0.5, 0.8, 1.3, 2.5])))
        parts += [samples, pause]
        at += (len(samples) + len(pause)) / RATE
    speech = numpy.concatenate(parts)
    under = bed(len(speech), noise)
    mixed = speech + under / rms(under) * LEVEL * 10 ** (-below / 20)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(mixed.clip(-32768, 32767).astype("<i2").tobytes())
    return said


def cues_of(audio: Path) -> list[Cue]:
    heard = transcribe(speech_recognizer("", config()), audio, SpeechRequest(language="en"))
    segments = with_sharp_edges(heard.segments, sound_edges(audio))
    return captions_from_speech(segments, NETFLIX, language="en").cues


def begins(cues: list[Cue], said: list[Sentence]) -> list[float]:
    """How far off captions begin that open a sentence: their first word is the sentence's, in the order in
    which both are said, be that word recognised right or wrong."""
    first = {at: sentence for sentence, at in zip(said, _firsts([each.text for each in said]), strict=True)}
    pairs = _pairs(_words([cue.text for cue in cues]), _words([each.text for each in said]))
    places = zip(cues, _firsts([cue.text for cue in cues]), strict=True)
    opened = [(cue, first.get(pairs.get(at, -1))) for cue, at in places]
    errors = [abs(seconds(cue.start) - sentence.start) for cue, sentence in opened if sentence is not None]
    return [error for error in errors if error < NEAR]


def _words(texts: Sequence[str]) -> list[str]:
    return [key_of(word) for text in texts for word in text.split()]


def _firsts(texts: Sequence[str]) -> list[int]:
    """The place of the first word of each text among the words of all."""
    return [0, *accumulate(len(text.split()) for text in texts)][:-1]


def _pairs(heard: list[str], said: list[str]) -> dict[int, int]:
    """Which word that was said each of the captions stands for: the same, or as many others in its place."""
    pairs = {}
    for kind, begin, end, at, until in SequenceMatcher(None, heard, said, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and end - begin == until - at):
            pairs |= zip(range(begin, end), range(at, until), strict=True)
    return pairs


def cut_off(cues: list[Cue], said: list[Sentence]) -> int:
    """How many sentences go on when the last caption that has begun in them ends."""
    last = [
        max((seconds(cue.end) for cue in cues if seconds(cue.start) < sentence.end), default=0.0)
        for sentence in said
    ]
    return sum(end < sentence.end - STILL_SPEAKING for end, sentence in zip(last, said, strict=True))


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--turns", type=int, default=18)
    turns = asked.parse_args().turns
    kokoro = Kokoro(config())
    he, she = by_kokoro(kokoro, "bm_george"), by_kokoro(kokoro, "af_heart")
    within = True
    with tempfile.TemporaryDirectory(prefix="cuedeck-bench-") as name:
        folder = Path(name)

        def robot(text: str) -> Any:
            return spoken(text, folder)

        clips: dict[str, tuple[list[Speak], Callable[[int, Any], Any], float]] = {
            "espeak-ng over hiss": ([robot], hiss, 25),
            "Kokoro over music": ([he, she], music, 20),
            "both over a murmur and music": ([robot, she, he], murmur, 22),
        }
        for label, (speakers, bed, below) in clips.items():
            audio = folder / f"{label.replace(' ', '-')}.wav"
            said = clip(audio, speakers, bed, below, turns)
            cues = cues_of(audio)
            errors, late = begins(cues, said), cut_off(cues, said)
            mean, worst = statistics.mean(errors), max(errors)
            within &= mean <= MEAN_LIMIT and worst <= WORST_LIMIT and not late
            within &= len(errors) >= turns / 2
            print(
                f"{label}, {below} dB below: {len(errors)} of {turns} sentences open a caption, mean "
                f"{mean:.3f} s off, worst {worst:.3f} s; {late} end while somebody speaks",
                flush=True,
            )
    print(f"(at most {MEAN_LIMIT} and {WORST_LIMIT}, none)")
    print(machine())
    return int(not within)


if __name__ == "__main__":
    sys.exit(main())
