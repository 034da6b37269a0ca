"""Tracks into files: captions a player can switch on, and a dubbed track beside the original.

Pictures and original sound are copied as they are, never encoded again; see `burn.py` for open captions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.containers import is_quicktime, is_webm
from app.media.ffmpeg import ffmpeg, local, untrusted
from app.media.language_codes import three_letters
from app.media.partial_files import atomic_output, working_folder
from app.media.probe.media_info import MediaInfo, Stream

MP4_VIDEO = {"h264", "hevc", "mpeg4", "av1", "vp9", "mpeg2video", "mpeg1video", "mjpeg"}
MP4_AUDIO = {"aac", "mp3", "mp2", "ac3", "eac3", "alac", "opus", "flac", "dts"}
MP4_CODECS = frozenset(MP4_VIDEO | MP4_AUDIO)
WEBM_CODECS = frozenset({"vp8", "vp9", "av1", "opus", "vorbis"})
TEXT_CAPTIONS = frozenset(["subrip", "mov_text", "webvtt", "ass", "ssa", "text"])
_HELD = {
    ".mp4": frozenset({"mov_text"}),
    ".mov": frozenset({"mov_text"}),
    ".webm": frozenset({"webvtt"}),
    ".mkv": frozenset({"subrip", "ass", "ssa", "webvtt"}),
}
"""Text captions that each container keeps as they are."""

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
    if "mov" in info.container and is_quicktime(source):
        return ".mov"
    if codecs <= MP4_CODECS:
        return ".mp4"
    return ".mov" if "mov" in info.container else ".mkv"


def left_out(info: MediaInfo, suffix: str) -> list[Stream]:
    """The tracks that a copy in this container cannot have; chapters are written anew."""
    kept = {stream.index for stream in _kept(info, suffix)}
    return [stream for stream in info.streams if stream.index not in kept and not stream.chapters]


def _kept(info: MediaInfo, suffix: str) -> list[Stream]:
    """What is copied, in the order in which it is mapped; a timecode track is written anew from its time."""
    main = info.need_video()
    others = [s for s in info.streams if s.kind == "video" and s is not main and _holds(suffix, s)]
    captions = [s for s in info.subtitles if s.codec in TEXT_CAPTIONS or suffix == ".mkv"]
    further = [s for s in info.streams if s.kind == "other" and _holds(suffix, s)]
    return [main, *others, *info.audio_tracks, *captions, *further]


def _holds(suffix: str, stream: Stream) -> bool:
    """Whether a container holds a further picture, an attachment or a data track."""
    if stream.kind == "video":
        return suffix in (".mkv", ".mov") or (suffix == ".mp4" and stream.codec in MP4_VIDEO | {"png"})
    return (suffix == ".mkv" and stream.attachment) or (suffix in (".mp4", ".mov") and stream.timecode)


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
    kept = _kept(info, target.suffix)
    inputs = ["-fflags", "+genpts", *untrusted(source)]
    inputs += ["-i", local(dub.path)] if dub else []
    for track in captions:
        inputs += [*_encoding(track), "-i", local(track.path)]
    covers = [stream for stream in kept if stream.picture and target.suffix == ".mkv"]
    copied = [stream for stream in kept if not stream.timecode and stream not in covers]
    pictures = [stream for stream in copied if stream.kind == "video"]
    maps = [part for stream in pictures for part in ("-map", f"0:{stream.index}")]
    maps += ["-map", "1:a:0"] if dub else []
    maps += [part for stream in copied if stream not in pictures for part in ("-map", f"0:{stream.index}")]
    first = 2 if dub else 1
    for number in range(len(captions)):
        maps += ["-map", f"{first + number}:s:0"]
    subtitles = [stream for stream in kept if stream.kind == "subtitle"]
    marks = _audio_marks(info, dub) + _caption_marks(subtitles, captions, target.suffix)
    finish = ["-movflags", "+faststart"] if target.suffix in (".mp4", ".mov") else []
    with working_folder(target.parent) as work, atomic_output(target) as path:
        attached = _attached(source, covers, sum(stream.attachment for stream in copied), work, cancelled)
        more = ["-map_metadata", "0", "-map_chapters", "0", *attached, *finish]
        ffmpeg(
            [*inputs, *maps, "-c", "copy", *marks, *more, path],
            duration=info.duration,
            progress=progress,
            cancelled=cancelled,
        )


def _attached(
    source: Path, covers: Sequence[Stream], before: int, work: Path, cancelled: Cancelled
) -> list[str | Path]:
    """Cover pictures as Matroska wants them: files, behind the `before` files that it has already."""
    options: list[str | Path] = []
    for number, cover in enumerate(covers, start=before):
        kind = "png" if cover.codec == "png" else "jpeg"
        path = work / f"cover{number or ''}.{'png' if kind == 'png' else 'jpg'}"
        only = ["-map", f"0:{cover.index}", "-c", "copy", "-frames:v", "1", "-update", "1", "-f", "image2"]
        ffmpeg([*untrusted(source), *only, path], cancelled=cancelled)
        options += ["-attach", path, f"-metadata:s:t:{number}", f"mimetype=image/{kind}"]
        options += [f"-metadata:s:t:{number}", f"filename={path.name}"]
    return options


def _encoding(track: CaptionTrack) -> list[str]:
    """Only SubRip and the like may be in another encoding than UTF-8."""
    return [] if track.path.suffix == ".ass" else ["-sub_charenc", "UTF-8"]


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
        marks += [f"-disposition:a:{number}", "+".join(dict.fromkeys(["original", *track.flags]))]
        marks += [f"-metadata:s:a:{number}", f"title={title}"]
        marks += [f"-metadata:s:a:{number}", f"handler_name={title}"]
    return marks


def _caption_marks(kept: Sequence[Stream], captions: Sequence[CaptionTrack], suffix: str) -> list[str]:
    """Codecs, names and flags; a new default track takes the flag from the one that had it."""
    marks: list[str] = []
    replaced = any(track.default for track in captions)
    for number, stream in enumerate(kept):
        marks += [f"-c:s:{number}", _caption_codec(stream, suffix)]
        flags = [*(["default"] if stream.default and not replaced else []), *stream.flags]
        marks += [f"-disposition:s:{number}", "+".join(flags) or "0"]
    for number, track in enumerate(captions, start=len(kept)):
        codec = "copy" if suffix == ".mkv" and track.path.suffix == ".ass" else CAPTION_CODEC[suffix]
        marks += [f"-c:s:{number}", codec]
        marks += [f"-metadata:s:s:{number}", f"language={three_letters(track.language)}"]
        if track.title:
            marks += [f"-metadata:s:s:{number}", f"title={track.title}"]
            marks += [f"-metadata:s:s:{number}", f"handler_name={track.title}"]
        marks += [f"-disposition:s:{number}", "default" if track.default else "0"]
    return marks


def _caption_codec(stream: Stream, suffix: str) -> str:
    """Captions stay as they are where the container holds them."""
    if stream.codec not in TEXT_CAPTIONS or stream.codec in _HELD[suffix]:
        return "copy"
    return CAPTION_CODEC[suffix]
