"""Open captions: drawn into the picture, visible everywhere, and not to be switched off."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.ffmpeg import THREADS, ffmpeg, need_filter, untrusted
from app.media.partial_files import atomic_output, working_folder
from app.media.probe.media_info import MediaInfo

MP4_AUDIO = frozenset({"aac", "mp3", "ac3", "eac3", "alac"})
EVEN = "scale=trunc(iw/2)*2:trunc(ih/2)*2"
"""H.264 with 4:2:0 colour needs even sides."""


def burn_in(
    source: Path,
    info: MediaInfo,
    captions: Path,
    folder: Path,
    name: str,
    *,
    quality: int = 20,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """Draw `captions` (UTF-8 .srt, .vtt or .ass) into the picture; writes `name`.mp4 (H.264) into `folder`.

    `quality` is x264's constant rate factor, lower is better. Sound is copied where mp4 can hold it. Raises
    MediaError `no_video_track`; EngineError `engine_missing` for an ffmpeg without libass.
    """
    video = info.need_video()
    need_filter("subtitles", "drawing captions into the picture")
    sound: list[str] = []
    if info.audio is not None:
        codec = "copy" if info.audio.codec in MP4_AUDIO else "aac"
        sound = ["-map", f"0:{info.audio.index}", "-c:a", codec]
    target = folder / f"{name}.mp4"
    with working_folder(folder) as work, atomic_output(target) as path:
        # A file name inside a filter would need two levels of escaping; a plain one in its own folder none.
        plain = f"captions{captions.suffix.lower()}"
        shutil.copyfile(captions, work / plain)
        ffmpeg(
            [*untrusted(source), "-map", f"0:{video.index}", *sound, "-vf", f"{EVEN},subtitles={plain}",
             "-c:v", "libx264", "-preset", "veryfast", "-crf", str(quality), "-pix_fmt", "yuv420p",
             "-threads", THREADS, "-movflags", "+faststart", path],
            duration=info.duration, progress=progress, cancelled=cancelled, cwd=work,
        )  # fmt: skip
    return target
