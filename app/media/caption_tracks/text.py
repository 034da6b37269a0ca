"""Caption tracks of text as files: copied where a caption file can hold them as they are."""

from __future__ import annotations

from pathlib import Path

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.caption_tracks.choice import Track
from app.media.ffmpeg import ffmpeg, untrusted
from app.media.partial_files import atomic_output
from app.media.probe.media_info import MediaInfo

_COPIED = {"ass": "ass", "ssa": "ass", "subrip": "srt", "webvtt": "vtt"}
_STYLED = frozenset({"mov_text", "eia_608", "dvb_teletext"})
"""Codecs whose styles ffmpeg's decoder keeps, in ASS."""

_TELETEXT = ["-txt_page", "subtitle", "-txt_format", "ass"]
_MUXERS = {"ass": "ass", "srt": "srt", "vtt": "webvtt"}


def text_file(
    source: Path,
    info: MediaInfo,
    track: Track,
    folder: Path,
    *,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """The track as .ass, .srt or .vtt in `folder`; its times count from the beginning of the file."""
    codec = track.stream.codec
    ending = _COPIED.get(codec, "ass" if codec in _STYLED else "srt")
    decoder = _TELETEXT if codec == "dvb_teletext" else []
    encoder = "copy" if codec in _COPIED else ending
    target = folder / f"track.{ending}"
    with atomic_output(target) as path:
        ffmpeg(
            [*decoder, *untrusted(source), "-map", f"0:{track.stream.index}", "-c:s", encoder,
             "-f", _MUXERS[ending], path],
            duration=info.duration, progress=progress, cancelled=cancelled,
        )  # fmt: skip
    return target
