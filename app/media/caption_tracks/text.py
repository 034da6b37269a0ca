"""Caption tracks of text as files: copied where a caption file can hold them as they are."""

from __future__ import annotations

from pathlib import Path

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.caption_tracks import teletext
from app.media.caption_tracks.choice import TELETEXT, Track
from app.media.ffmpeg import ffmpeg, from_the_beginning, untrusted
from app.media.partial_files import atomic_output
from app.media.probe.media_info import MediaInfo

_COPIED = {"ass": "ass", "ssa": "ass", "subrip": "srt", "webvtt": "vtt"}
_STYLED = frozenset({"mov_text", "eia_608", TELETEXT})
"""Codecs whose styles ffmpeg's decoder keeps, in ASS."""

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
    """The track as .ass, .srt or .vtt in `folder`; its times count from the beginning of the file.

    Raises EngineError `engine_missing` for teletext, where ffmpeg cannot read it.
    """
    codec = track.stream.codec
    ending = _COPIED.get(codec, "ass" if codec in _STYLED else "srt")
    decoder: list[str] = []
    if codec == TELETEXT:
        teletext.check()
        decoder = teletext.options(track.page)
    encoder = "copy" if codec in _COPIED else ending
    target = folder / f"track.{ending}"
    with atomic_output(target) as path:
        ffmpeg(
            [*decoder, *untrusted(source), "-map", f"0:{track.stream.index}", "-c:s", encoder,
             "-f", _MUXERS[ending], path, *from_the_beginning(info.container)],
            duration=info.duration, progress=progress, cancelled=cancelled,
        )  # fmt: skip
        if codec == TELETEXT:
            path.write_text(teletext.tidied(path.read_text("utf-8", "replace")), encoding="utf-8")
    return target
