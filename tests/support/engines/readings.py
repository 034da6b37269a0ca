"""Speech for tests: a text of ours that espeak-ng speaks, and a recording that a package carries."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.media.clips import make
from tests.support.programs import program

TEXT = (
    "The harbour was quiet when the two sisters came down to the boats. They had carried bread, apples and a "
    "small radio from the house on the hill. Nobody spoke until the old captain pointed at the water. In the "
    "morning the wind will turn, he said, and then we can sail to the island. The younger sister laughed and "
    "asked how many hours the journey would take."
)
SECONDS = 25.0
ERRORS = 0.06
"""The share of words that may be heard wrong; Whisper base and tiny.en hear 2 of the 68 wrong."""

CITIES = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of "
    "foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of "
    "light, it was the season of darkness, it was the spring of hope, it was the winter of despair, we "
    "had everything before us, we had nothing before us, we were all going direct to heaven, we were all "
    "going direct the other way; in short, the period was so far like the present period, that some of "
    "its noisiest authorities insisted on its being received, for good or for evil, in the superlative "
    "degree of comparison only."
)
"""Charles Dickens, 1859, as a person reads it in the recording that comes with moonshine-voice."""


def spoken(target: Path) -> Path:
    """The text as 16 kHz mono, with silence after it for the rest of the time."""
    raw = target.with_suffix(".raw.wav")
    subprocess.run([program("espeak-ng"), "-v", "en-gb", "-s", "140", "-w", str(raw), TEXT], check=True)
    return make(target, "-i", raw, "-ar", "16000", "-ac", "1", "-af", "apad", "-t", str(SECONDS))


def recorded(target: Path) -> Path:
    """A person's voice as 16 kHz mono."""
    from moonshine_voice import get_assets_path

    return make(target, "-i", get_assets_path() / "two_cities.wav", "-ar", "16000", "-ac", "1")
