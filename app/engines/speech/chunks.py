"""Cutting long audio into chunks, at the quietest moment near each cut, so that a retry can resume.

The plan depends on the samples alone: the same file gives the same chunks, and finished ones stay valid.
"""

from __future__ import annotations

import sys
from array import array
from pathlib import Path

from app.engines.protocols import Span
from app.engines.speech.wav import RATE, duration, pcm

CHUNK_SECONDS = 600.0
SEARCH_SECONDS = 30.0
"""How far before and after its ideal place a cut may move."""
QUIET_SECONDS = 0.4
"""How long the quiet stretch should be in whose middle a cut falls."""
FRAME = 320
"""Samples per loudness value: 20 ms."""
STRIDE = 4
"""Every fourth sample tells loud from quiet well enough."""


def plan(audio: Path, chunk_seconds: float = CHUNK_SECONDS) -> list[Span]:
    """Spans that cover the file without gap or overlap, each about `chunk_seconds` long.

    The last may be up to half a chunk longer, so that no file ends in a crumb.
    """
    total = duration(audio)
    cuts = [0.0]
    while total - cuts[-1] > chunk_seconds * 1.5:
        cuts.append(_quietest(audio, cuts[-1] + chunk_seconds, min(SEARCH_SECONDS, chunk_seconds / 4)))
    return [Span(start, end) for start, end in zip(cuts, [*cuts[1:], total], strict=True)]


def _quietest(audio: Path, near: float, reach: float) -> float:
    """The middle of the quietest stretch within `reach` seconds of `near`."""
    start = near - reach
    levels = loudness(pcm(audio, Span(start, near + reach)))
    width = min(round(QUIET_SECONDS * RATE / FRAME), len(levels))
    window = sum(levels[:width])
    best, quietest = 0, window
    for first in range(1, len(levels) - width + 1):
        window += levels[first + width - 1] - levels[first - 1]
        if window < quietest:
            best, quietest = first, window
    return round(start + (best + width / 2) * FRAME / RATE, 3)


def loudness(samples: bytes) -> list[int]:
    """The loudness of each 20 ms of 16-bit samples, in no particular unit."""
    values = array("h", samples[: len(samples) // 2 * 2])
    if sys.byteorder == "big":
        values.byteswap()
    return [sum(map(abs, values[at : at + FRAME : STRIDE])) for at in range(0, len(values), FRAME)]
