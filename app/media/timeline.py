"""Spoken clips laid on one track, each at its time."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.progress import Cancelled, OnProgress, never, stop_if, unheard
from app.media.features import need_package
from app.media.partial_files import draft

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

BLOCK_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Clip:
    """A mono 16-bit WAV that begins at `start` seconds."""

    start: float
    path: Path


def write_timeline(
    clips: Sequence[Clip],
    duration: float,
    target: Path,
    *,
    progress: OnProgress = unheard,
    cancelled: Cancelled = never,
) -> Path:
    """Write `clips` on one mono 16-bit WAV of exactly `duration` seconds.

    Clips that overlap are added together; what lies beyond the end is cut. All clips must share one sample
    rate. Memory use does not grow with `duration`.
    """
    need_package("numpy", "NumPy")
    import numpy as np

    ordered = sorted(clips, key=lambda clip: clip.start)
    rate = _rate(ordered)
    total = round(duration * rate)
    written, pending = 0, np.zeros(0, dtype=np.int32)  # `pending` begins at sample `written`
    with draft(target) as path, wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)

        def flush(until: int) -> None:
            """Write everything before sample `until`, which no later clip can change."""
            nonlocal written, pending
            until = min(until, total)
            while written < until:
                count = min(until - written, BLOCK_SECONDS * rate)
                block = np.zeros(count, dtype=np.int32)
                have = pending[:count]
                block[: len(have)] = have
                out.writeframes(np.clip(block, -32768, 32767).astype("<i2").tobytes())
                written, pending = written + count, pending[count:]

        for number, clip in enumerate(ordered):
            stop_if(cancelled)
            at = max(round(clip.start * rate), 0)
            if at >= total:
                break
            flush(at)
            samples = _samples(clip.path).astype(np.int32)
            offset = at - written
            if len(pending) < offset + len(samples):
                pending = np.pad(pending, (0, offset + len(samples) - len(pending)))
            pending[offset : offset + len(samples)] += samples
            progress((number + 1) / (len(ordered) + 1))
        flush(total)
    progress(1.0)
    return target


def _rate(clips: Sequence[Clip]) -> int:
    rates = {clip_rate(clip.path) for clip in clips}
    if len(rates) > 1:
        raise ValueError(f"clips of different sample rates: {sorted(rates)}")
    return rates.pop() if rates else 24_000


def clip_rate(path: Path) -> int:
    """Samples a second of a WAV file."""
    with wave.open(str(path), "rb") as file:
        return file.getframerate()


def _samples(path: Path) -> npt.NDArray[np.int16]:
    import numpy as np

    with wave.open(str(path), "rb") as file:
        if file.getnchannels() != 1 or file.getsampwidth() != 2:
            raise ValueError(f"{path.name} is not mono 16-bit")
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
