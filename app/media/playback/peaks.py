"""Peaks: how loud a recording is, many times a second, for drawing its waveform without the recording."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from app.core.child_process.program import Bounds
from app.core.progress import Cancelled, never, stop_if
from app.media.ffmpeg import ffmpeg, from_the_beginning, untrusted
from app.media.partial_files import working_folder
from app.media.probe.media_info import MediaInfo

LOUDEST = 127
RATE = 8000
"""Samples a second that are looked at."""

MOST = 400_000
"""Peaks of one recording at most; a longer one has fewer a second."""

_PER_SECOND = (50, 25, 10, 5, 2, 1)
_SILENCE = 128
_READ = 1 << 16


class Peaks(TypedDict):
    """`values` are the loudest samples of equal parts of a recording, 0 to LOUDEST, `per_second` of them."""

    duration: float
    per_second: int
    values: list[int]


def peaks(
    source: Path, info: MediaInfo, folder: Path, *, max_seconds: float, cancelled: Cancelled = never
) -> Peaks:
    """The peaks of `max_seconds` of the track a player would choose. Raises MediaError `no_audio_track`.

    Time 0 is time 0 of the file: a track that begins late is preceded by silence. How long the sound is was
    said by the file, so what is written is limited all the same.
    """
    track = info.need_audio()
    per_second = next((each for each in _PER_SECOND if info.duration * each <= MOST), 1)
    with working_folder(folder) as work:
        samples = work / "samples.u8"
        ffmpeg(
            [*untrusted(source), "-map", f"0:{track.index}", "-af", f"aresample={RATE}:async=1:first_pts=0",
             "-ac", "1", "-c:a", "pcm_u8", "-t", str(max_seconds), "-f", "u8", samples,
             *from_the_beginning(info.container)],
            duration=info.duration, cancelled=cancelled, bounds=Bounds(file_size=int(max_seconds + 1) * RATE),
        )  # fmt: skip
        values = _read(samples, RATE // per_second, cancelled)
    return {"duration": info.duration, "per_second": per_second, "values": values}


def _read(samples: Path, part: int, cancelled: Cancelled) -> list[int]:
    values: list[int] = []
    with samples.open("rb") as file:
        while len(values) < MOST and (block := file.read(part * max(_READ // part, 1))):
            stop_if(cancelled)
            values += [_peak(block[start : start + part]) for start in range(0, len(block), part)]
    return values[:MOST]


def _peak(part: bytes) -> int:
    return min(max(max(part) - _SILENCE, _SILENCE - min(part)), LOUDEST)
