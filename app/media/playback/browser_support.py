"""Which media files a browser plays as they are, and which of their tracks must be encoded anew for it.

Only what every current browser plays counts. That is decided by container, codec and pixel format, never by
the name of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.media.containers import is_webm
from app.media.mux import WEBM_CODECS
from app.media.probe.media_info import MediaInfo, Stream

MP4_VIDEO = frozenset({"h264", "vp9", "av1"})
MP4_SOUND = frozenset({"aac", "mp3", "opus", "flac"})
SOUND_FILES = {
    "mp3": frozenset({"mp3"}),
    "wav": frozenset({"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_f32le"}),
    "ogg": frozenset({"vorbis", "opus", "flac"}),
    "flac": frozenset({"flac"}),
    "aac": frozenset({"aac"}),
}
EIGHT_BITS = frozenset({"", "yuv420p", "yuvj420p"})
"""Pixel formats that every decoder shows; "" is a file that was examined without being told."""
_DEEP = EIGHT_BITS | {"yuv420p10le"}


@dataclass(frozen=True, slots=True)
class Support:
    """`direct`: the file plays as it is. If not, which of its tracks can be copied into an MP4."""

    direct: bool
    copies_video: bool
    copies_sound: bool


def support(path: Path, info: MediaInfo) -> Support:
    """How a browser takes this file."""
    video, sound = info.video, info.audio
    copies_video = video is None or _shown(video)
    copies_sound = sound is None or sound.codec in MP4_SOUND
    return Support(_plays(path, info, copies_video, copies_sound), copies_video, copies_sound)


def _plays(path: Path, info: MediaInfo, shown: bool, heard: bool) -> bool:
    names = set(info.container.split(","))
    if "mp4" in names:
        return shown and heard
    if "webm" in names:
        codecs = {stream.codec for stream in (info.video, info.audio) if stream is not None}
        return is_webm(path) and codecs <= WEBM_CODECS
    sounds = next((codecs for name, codecs in SOUND_FILES.items() if name in names), frozenset[str]())
    return info.video is None and info.audio is not None and info.audio.codec in sounds


def _shown(video: Stream) -> bool:
    pixels = EIGHT_BITS if video.codec == "h264" else _DEEP
    return video.codec in MP4_VIDEO and video.pixel_format in pixels
