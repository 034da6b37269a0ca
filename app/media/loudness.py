"""Loudness as EBU R 128 measures it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.ffmpeg import ffmpeg

EBU_R128 = -23.0
"""Target programme loudness in LUFS (EBU R 128, 2023)."""
TRUE_PEAK = -1.0
"""Most true peak level in dBTP (EBU R 128)."""
SILENT = -70.0
"""The absolute gate of ITU-R BS.1770: nothing is measured below it."""

METER = "ebur128=peak=true:framelog=verbose"
"""A filter that changes nothing; at its end ffmpeg says what `metered` reads, at the log level info."""

_INTEGRATED = re.compile(r"\bI:\s+(-?[\d.]+|-inf|nan) LUFS")
_PEAK = re.compile(r"\bPeak:\s+(-?[\d.]+|-?inf|nan) dBFS")


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS and the true peak in dBTP."""

    integrated: float
    peak: float

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing above the gate."""
        return self.integrated <= SILENT


def metered(stderr: str) -> Loudness:
    """What `METER` found."""
    peaks = _PEAK.findall(stderr)
    peak = float(peaks[-1]) if peaks and peaks[-1] not in ("-inf", "nan") else SILENT
    return Loudness(_integrated(stderr), peak)


def measure(
    inputs: Sequence[str | Path],
    stream: str = "0:a:0",
    *,
    duration: float | None = None,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> float:
    """Integrated loudness in LUFS of one stream of ffmpeg `inputs`; `SILENT` for silence."""
    args = [*inputs, "-map", stream, "-vn", "-af", "ebur128=framelog=verbose", "-f", "null", "-"]
    finished = ffmpeg(args, duration=duration, progress=progress, cancelled=cancelled, loglevel="info")
    return _integrated(finished.stderr)


def _integrated(stderr: str) -> float:
    found = _INTEGRATED.findall(stderr)
    if not found or found[-1] in ("-inf", "nan"):
        return SILENT
    return max(float(found[-1]), SILENT)
