"""Proxies: a version of a media file that every browser plays, and its further sound tracks by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.child_process.program import Bounds
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.drawing.colour import labels, to_sdr
from app.media.drawing.size import fit_width
from app.media.ffmpeg import THREADS, ffmpeg, untrusted
from app.media.partial_files import atomic_output
from app.media.playback.browser_support import Support
from app.media.probe.media_info import MediaInfo, Stream

WIDTH = 1280
VIDEO_TYPE, SOUND_TYPE = "video/mp4", "audio/mp4"
_ALIGNED = ["-af", "aresample=async=1:first_pts=0"]
"""Time 0 of the sound is time 0 of the file."""

_AAC = ["-c:a", "aac", "-ac", "2", "-b:a", "128k", *_ALIGNED]
_H264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-threads", THREADS]


@dataclass(frozen=True, slots=True)
class Most:
    """What a proxy may become: seconds and bytes, whatever its source says of itself."""

    seconds: float
    size: int


def make_proxy(
    source: Path,
    info: MediaInfo,
    plays: Support,
    folder: Path,
    *,
    most: Most,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """An MP4 with picture and sound of `source`, each copied where a browser takes it as it is."""
    video, sound = info.video, info.audio
    target = folder / ("proxy.mp4" if video else "proxy.m4a")
    args: list[str] = []
    if video is not None:
        filters = f"{fit_width(WIDTH, even=True)},{to_sdr(video)}".rstrip(",")
        encode = ["-c:v", "copy"] if plays.copies_video else [*_H264, *labels(video), "-vf", filters]
        args += ["-map", f"0:{video.index}", *encode]
    if sound is not None:
        args += ["-map", f"0:{sound.index}", *(["-c:a", "copy"] if plays.copies_sound else _AAC)]
    _write(source, info, args, target, most, progress, cancelled)
    return target


def make_sound(
    source: Path, info: MediaInfo, track: Stream, folder: Path, *, most: Most, cancelled: Cancelled = never
) -> Path:
    """One sound track by itself, to be heard with the picture in place of the one that is in it."""
    target = folder / f"sound-{track.index}.m4a"
    encode = ["-c:a", "copy"] if track.codec == "aac" else _AAC
    _write(source, info, ["-map", f"0:{track.index}", *encode], target, most, ignore_progress, cancelled)
    return target


def _write(
    source: Path,
    info: MediaInfo,
    args: list[str],
    target: Path,
    most: Most,
    progress: OnProgress,
    cancelled: Cancelled,
) -> None:
    with atomic_output(target) as path:
        ffmpeg(
            [*untrusted(source), *args, "-t", str(most.seconds),
             "-map_metadata", "-1", "-movflags", "+faststart", path],
            duration=info.duration,
            progress=progress,
            cancelled=cancelled,
            bounds=Bounds(file_size=most.size),
        )  # fmt: skip
