"""Audio extraction for speech engines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.ffmpeg import ffmpeg, from_the_beginning, untrusted
from app.media.partial_files import atomic_output
from app.media.probe.media_info import MediaInfo

SPEECH_RATE = 16_000
CODECS = {"s16": "pcm_s16le", "f32": "pcm_f32le"}
_FILES = {"aac": ".m4a", "mp3": ".mp3", "opus": ".opus", "vorbis": ".ogg", "flac": ".flac"}
"""The file that holds a codec's sound by itself; any other sound becomes AAC."""


def only_sound(source: Path, info: MediaInfo, *, cancelled: Cancelled = never) -> Path:
    """The sound of `source`, beside it and without loss where a file can hold it; a file of sound as it is.

    Raises MediaError `no_audio_track` or `media_damaged`.
    """
    track = info.need_audio()
    if info.video is None:
        return source
    target = source.with_suffix(_FILES.get(track.codec, ".m4a"))
    encode = ["-c:a", "copy" if track.codec in _FILES else "aac"]
    with atomic_output(target) as path:
        ffmpeg(
            [*untrusted(source), "-map", f"0:{track.index}", *encode, path],
            duration=info.duration,
            cancelled=cancelled,
        )
    return target


def extract_speech(
    source: Path,
    info: MediaInfo,
    target: Path,
    *,
    samples: Literal["s16", "f32"] = "s16",
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """Write the audio track of `source` as 16 kHz mono WAV to `target`.

    Time 0 of the WAV is time 0 of the file: a track that begins late is preceded by silence and gaps are
    filled, so that word times fit the picture. Raises MediaError `no_audio_track` or `media_damaged`.
    """
    track = info.need_audio()
    mono = ["-map", "[sound]", "-ac", "1", "-c:a", CODECS[samples], "-f", "wav"]

    def write(before: str, path: Path) -> str:
        graph = f"[0:{track.index}]{before}aresample={SPEECH_RATE}:async=1:first_pts=0[sound]"
        return ffmpeg(
            [*untrusted(source), "-filter_complex", graph, *mono, path, *from_the_beginning(info.container)],
            duration=info.duration, progress=progress, cancelled=cancelled, loglevel="info",
        ).stderr  # fmt: skip

    with atomic_output(target) as path:
        if _cancels_out(write(_COMPARED if track.channels == 2 else "", path)):
            write("pan=mono|c0=c0,", path)
    return target


_LEVEL = "astats=measure_perchannel=none:measure_overall=RMS_level,anullsink"
_SUM, _DIFFERENCE = "pan=mono|c0=0.5*c0+0.5*c1", "pan=mono|c0=0.5*c0-0.5*c1"
_COMPARED = f"asplit=3[a][b][whole];[a]{_SUM},{_LEVEL};[b]{_DIFFERENCE},{_LEVEL};[whole]"
"""The sum of both channels and their difference are measured while the sum is written."""

_MEASURED = re.compile(r"\[Parsed_astats_(\d+)[^\]]*\] RMS level dB: (-?(?:\d+\.?\d*|inf))")
_OUT_OF_PHASE = 12.0
"""dB by which the difference is louder than the sum where one channel is the other turned over."""


def _cancels_out(measured: str) -> bool:
    """Whether the channels silence one another when they are added up; then one of them says it all."""
    levels = [float(level) for _, level in sorted(_MEASURED.findall(measured))]
    return len(levels) == 2 and levels[1] > levels[0] + _OUT_OF_PHASE
