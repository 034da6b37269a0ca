"""Spoken clips laid on one track, each at its time."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.progress import Cancelled, OnProgress, ignore_progress, never, stop_if
from app.media.features import need_package
from app.media.partial_files import atomic_output

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
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """Write `clips` on one mono 16-bit WAV of exactly `duration` seconds.

    Clips that overlap are added together; what lies beyond the end is cut. All clips must share one sample
    rate. Memory use does not grow with `duration`.
    """
    need_package("numpy", "NumPy")
    ordered = sorted(clips, key=lambda clip: clip.start)
    rate = _rate(ordered)
    with atomic_output(target) as path, wave.open(str(path), "wb") as out:
        track = _Track(out, rate, round(duration * rate))
        for number, clip in enumerate(ordered):
            stop_if(cancelled)
            at = max(round(clip.start * rate), 0)
            if at >= track.total:
                break
            track.add(at, _samples(clip.path))
            progress((number + 1) / (len(ordered) + 1))
        track.write_until(track.total)
    progress(1.0)
    return target


class _Track:
    """A mono 16-bit WAV of `total` samples, written as soon as nothing can change it any more."""

    def __init__(self, out: wave.Wave_write, rate: int, total: int) -> None:
        import numpy as np

        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        self._out, self._block, self.total = out, BLOCK_SECONDS * rate, total
        self._written, self._pending = 0, np.zeros(0, dtype=np.int32)  # what is pending begins at `_written`

    def add(self, at: int, samples: npt.NDArray[np.int16]) -> None:
        """Add samples at sample `at`; no later call may give an earlier one."""
        import numpy as np

        self.write_until(at)
        offset = at - self._written
        missing = offset + len(samples) - len(self._pending)
        if missing > 0:
            self._pending = np.pad(self._pending, (0, missing))
        self._pending[offset : offset + len(samples)] += samples.astype(np.int32)

    def write_until(self, sample: int) -> None:
        """Write everything before `sample`."""
        import numpy as np

        until = min(sample, self.total)
        while self._written < until:
            count = min(until - self._written, self._block)
            block = np.zeros(count, dtype=np.int32)
            have = self._pending[:count]
            block[: len(have)] = have
            self._out.writeframes(np.clip(block, -32768, 32767).astype("<i2").tobytes())
            self._written, self._pending = self._written + count, self._pending[count:]


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
