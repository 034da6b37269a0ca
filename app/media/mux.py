"""Tracks into files: captions a player can switch on, and a dubbed track beside the original.

Pictures and original sound are copied as they are, never encoded again; see `burn.py` for open captions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.containers import is_webm
from app.media.ffmpeg import ffmpeg, local, untrusted
from app.media.language_codes import three_letters
from app.media.partial_files import atomic_output
from app.media.probe.media_info import MediaInfo, Stream

MP4_VIDEO = {"h264", "hevc", "mpeg4", "av1", "vp9", "mpeg2video", "mpeg1video", "mjpeg"}
MP4_AUDIO = {"aac", "mp3", "mp2", "ac3", "eac3", "alac", "opus", "flac", "dts"}
MP4_CODECS = frozenset(MP4_VIDEO | MP4_AUDIO)
WEBM_CODECS = frozenset({"vp8", "vp9", "av1", "opus", "vorbis"})
TEXT_CAPTIONS = frozenset(["subrip", "mov_text", "webvtt", "ass", "ssa", "text"])
CAPTION_CODEC = {".mp4": "mov_text", ".mov": "mov_text", ".webm": "webvtt", ".mkv": "srt"}


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """A caption file to embed: UTF-8 .srt, .vtt or .ass; a `default` track is shown unasked."""

    path: Path
    language: str
    title: str = ""
    default: bool = False


@dataclass(frozen=True, slots=True)
class DubbedTrack:
    """A finished audio track to put before the original ones."""

    path: Path
    language: str
    title: str = ""


def embed_captions(
    source: Path,
    info: MediaInfo,
    captions: Sequence[CaptionTrack],
    folder: Path,
    name: str,
    *,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """Copy `source` with `captions` as soft tracks into `folder`; returns the new file, `name` + suffix.

    The container stays what it is (mp4, mov, webm, mkv); others become mp4, or mkv when mp4 cannot hold
    their codecs. Raises MediaError `no_video_track`.
    """
    info.need_video()
    target = folder / (name + container_for(source, info))
    _mux(source, info, None, captions, target, progress, cancelled)
    return target


def add_dub(
    source: Path,
    info: MediaInfo,
    dub: DubbedTrack,
    captions: Sequence[CaptionTrack],
    folder: Path,
    name: str,
    *,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> Path:
    """Copy `source` with `dub` as its default audio track; original tracks and `captions` follow it."""
    info.need_video()
    target = folder / (name + container_for(source, info))
    _mux(source, info, dub, captions, target, progress, cancelled)
    return target


def container_for(source: Path, info: MediaInfo) -> str:
    """The suffix of the container that can hold this file's tracks and captions."""
    codecs = {s.codec for s in info.streams if s.kind == "audio" or s is info.video}
    if "matroska" in info.container:
        return ".webm" if codecs <= WEBM_CODECS and is_webm(source) else ".mkv"
    if codecs <= MP4_CODECS:
        return ".mp4"
    return ".mov" if "mov" in info.container else ".mkv"


def dub_suffix(container: str) -> str:
    """The audio format a dubbed track must have to be copied into `container`."""
    return ".opus" if container == ".webm" else ".m4a"


def _mux(
    source: Path,
    info: MediaInfo,
    dub: DubbedTrack | None,
    captions: Sequence[CaptionTrack],
    target: Path,
    progress: OnProgress,
    cancelled: Cancelled,
) -> None:
    kept = [s for s in info.subtitles if s.codec in TEXT_CAPTIONS or target.suffix == ".mkv"]
    inputs = ["-fflags", "+genpts", *untrusted(source)]
    inputs += ["-i", local(dub.path)] if dub else []
    for track in captions:
        inputs += ["-sub_charenc", "UTF-8", "-i", local(track.path)]
    maps = ["-map", f"0:{info.need_video().index}"]
    maps += ["-map", "1:a:0"] if dub else []
    for stream in (*info.audio_tracks, *kept):
        maps += ["-map", f"0:{stream.index}"]
    first = 2 if dub else 1
    for number in range(len(captions)):
        maps += ["-map", f"{first + number}:s:0"]
    marks = _audio_marks(info, dub) + _caption_marks(kept, captions, target.suffix)
    finish = ["-movflags", "+faststart"] if target.suffix in (".mp4", ".mov") else []
    with atomic_output(target) as path:
        ffmpeg(
            [*inputs, *maps, "-c", "copy", *marks, "-map_metadata", "0", *finish, path],
            duration=info.duration,
            progress=progress,
            cancelled=cancelled,
        )


def _audio_marks(info: MediaInfo, dub: DubbedTrack | None) -> list[str]:
    """The dubbed track is the default; the originals stay, named as such."""
    if dub is None:
        return []
    marks = [
        "-disposition:a:0", "default",
        "-metadata:s:a:0", f"language={three_letters(dub.language)}",
        "-metadata:s:a:0", f"title={dub.title or 'Dubbed'}",
        "-metadata:s:a:0", f"handler_name={dub.title or 'Dubbed'}",
    ]  # fmt: skip
    for number, track in enumerate(info.audio_tracks, start=1):
        title = track.title or "Original"
        marks += [f"-disposition:a:{number}", "original"]
        marks += [f"-metadata:s:a:{number}", f"title={title}"]
        marks += [f"-metadata:s:a:{number}", f"handler_name={title}"]
    return marks


def _caption_marks(kept: Sequence[Stream], captions: Sequence[CaptionTrack], suffix: str) -> list[str]:
    marks: list[str] = []
    for number, stream in enumerate(kept):
        codec = CAPTION_CODEC[suffix] if stream.codec in TEXT_CAPTIONS else "copy"
        marks += [f"-c:s:{number}", codec]
    for number, track in enumerate(captions, start=len(kept)):
        marks += [f"-c:s:{number}", CAPTION_CODEC[suffix]]
        marks += [f"-metadata:s:s:{number}", f"language={three_letters(track.language)}"]
        if track.title:
            marks += [f"-metadata:s:s:{number}", f"title={track.title}"]
            marks += [f"-metadata:s:s:{number}", f"handler_name={track.title}"]
        marks += [f"-disposition:s:{number}", "default" if track.default else "0"]
    return marks
