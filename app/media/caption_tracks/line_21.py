"""Line 21: closed captions as light and dark in the topmost rows of a picture of standard definition."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from app.core.child_process.program import Bounds
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.ffmpeg import ffmpeg, from_the_beginning, need_filter, untrusted
from app.media.partial_files import working_folder
from app.media.probe.media_info import MediaInfo, Stream

_WIDTHS, _HEIGHTS = (640, 768), (480, 625)
_DEEPEST = 47
"""The last row that is looked at: recordings with all lines of the blanking interval have it in 41 or 42."""

_SCANNED = 720
"""Pixels in a row as it is looked at: in fewer ffmpeg does not find it."""

_TIME_BASE = 90_000
_NAME, _MOST_BYTES = "pairs.txt", 64 << 20
_FRAME = re.compile(r"^frame:\d+\s+pts:(\d+)", re.MULTILINE)
_PAIR = re.compile(r"cc=0x([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})\n.*\.line=(\d+)")


class BytePair(NamedTuple):
    """What one row of the frame at `at` (seconds) says: two bytes with the parity they were sent with."""

    at: Fraction
    row: int
    first: int
    second: int


def may_have(video: Stream | None) -> bool:
    """Whether a picture is of a size that analogue video is recorded in; only reading it tells more."""
    wide = video is not None and _WIDTHS[0] <= video.width <= _WIDTHS[1]
    return video is not None and wide and _HEIGHTS[0] <= video.height <= _HEIGHTS[1]


def byte_pairs(
    source: Path,
    info: MediaInfo,
    video: Stream,
    folder: Path,
    *,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> list[BytePair]:
    """What the rows of every frame say, in the order in which they are shown; parity is left to the reader.

    Raises EngineError `engine_missing` where ffmpeg cannot read it, LimitExceeded where there is too much.
    """
    need_filter("readeia608", "reading captions in line 21")
    rows = f"crop=iw:{_DEEPEST + 1}:0:0,scale={_SCANNED}:ih,readeia608=scan_max={_DEEPEST}"
    look = f"settb=1/{_TIME_BASE},{rows},metadata=mode=print:file={_NAME}"
    with working_folder(folder) as work:
        ffmpeg(
            [*untrusted(source), "-map", f"0:{video.index}", "-vf", look,
             "-an", "-sn", "-f", "null", "-", *from_the_beginning(info.container)],
            duration=info.duration, progress=progress, cancelled=cancelled, cwd=work,
            bounds=Bounds(file_size=_MOST_BYTES),
        )  # fmt: skip
        told = (work / _NAME).read_text() if (work / _NAME).exists() else ""
    return _parsed(told)


def _parsed(told: str) -> list[BytePair]:
    """ffmpeg's lines: a time, and what was found in the frame of that time."""
    found: list[BytePair] = []
    _, *frames = _FRAME.split(told)
    for time, said in zip(frames[::2], frames[1::2], strict=True):
        at = Fraction(int(time), _TIME_BASE)
        found += [BytePair(at, int(row), int(a, 16), int(b, 16)) for a, b, row in _PAIR.findall(said)]
    return found
