"""Loudness as EBU R 128 measures it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.ffmpeg import ffmpeg

EBU_R128 = -23.0
"""Target programme loudness in LUFS (EBU R 128, 2023)."""
TRUE_PEAK = -1.0
"""Most true peak level in dBTP (EBU R 128)."""
SILENT = -70.0
"""The absolute gate of ITU-R BS.1770: nothing is measured below it."""

_INTEGRATED = re.compile(r"\bI:\s+(-?[\d.]+|-inf|nan) LUFS")


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
    found = _INTEGRATED.findall(finished.stderr)
    if not found or found[-1] in ("-inf", "nan"):
        return SILENT
    return max(float(found[-1]), SILENT)
