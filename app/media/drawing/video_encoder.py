"""How video is written anew: the presets to choose from, and the encoder that this machine has for each.

A hardware encoder is taken where the operator allows it and it has just encoded a picture: ffmpeg lists those
that it was built with, whatever the machine has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from app.core.child_process.program import GIGABYTE, Bounds, ProgramFailed
from app.core.errors import AppError
from app.core.log import logger
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.job_types.parameters import VideoPreset
from app.media.containers import is_quicktime
from app.media.drawing.colour import is_hdr, labels
from app.media.ffmpeg import THREADS, ffmpeg, has_encoder, need_encoder
from app.media.probe.media_info import Stream

Hardware = Literal["auto", "software", "nvenc", "qsv", "vaapi", "videotoolbox"]
_KINDS: tuple[Hardware, ...] = ("nvenc", "qsv", "vaapi", "videotoolbox")
_DEVICE = "/dev/dri/renderD128"
_TRY = Bounds(wall=20, memory=0)

_PCM = frozenset({"pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_f32le"})
_LOSSY = frozenset({"aac", "mp3", "ac3", "eac3", "alac"})
_SOUND = {".mp4": _LOSSY, ".mov": _LOSSY | _PCM}
"""What each container keeps as it is."""


@dataclass(frozen=True, slots=True)
class Preset:
    """`software` are ffmpeg's words for the encoder; `quality` is a hardware encoder's, lower is better.

    Of a `deep` one each colour has 10 bits where the source has; `width` is the largest there may be.
    """

    codec: str
    software: tuple[str, ...]
    quality: int = 0
    deep: bool = False
    width: int | None = None


PRESETS: dict[VideoPreset, Preset] = {
    "h264": Preset("h264", ("libx264", "-preset", "veryfast", "-crf", "20"), 20),
    "hevc": Preset(
        "hevc", ("libx265", "-preset", "fast", "-crf", "23", "-x265-params", "log-level=error"), 23, deep=True
    ),
    "prores": Preset("prores", ("prores_ks", "-profile:v", "hq", "-vendor", "apl0"), deep=True),
    "proxy": Preset("h264", ("libx264", "-preset", "veryfast", "-crf", "26"), 28, width=1280),
}


@dataclass(frozen=True, slots=True)
class Encoder:
    """Options before the inputs, filters behind all others, and options of the encoder itself."""

    name: str
    before: tuple[str, ...] = ()
    upload: str = ""
    options: tuple[str, ...] = ()
    software: bool = False


def suffix_for(preset: VideoPreset, source: Path) -> str:
    """The suffix of the container: ProRes belongs into QuickTime, and what was QuickTime stays so."""
    quicktime = preset == "prores" or (preset != "proxy" and is_quicktime(source))
    return ".mov" if quicktime else ".mp4"


def pixel_format(preset: VideoPreset, video: Stream) -> str:
    """How the colours of a picture are written; half of them in each direction, but for ProRes."""
    if preset == "prores":
        return "yuv422p10le"
    many = any(bits in video.pixel_format for bits in ("p10", "p010", "p12", "p012", "p14", "p16"))
    return "yuv420p10le" if PRESETS[preset].deep and (many or is_hdr(video)) else "yuv420p"


def sound_options(preset: VideoPreset, tracks: Sequence[Stream], suffix: str) -> list[str]:
    """All sound tracks: as they are where the container holds them, small for the web."""
    options: list[str] = []
    for number, track in enumerate(tracks):
        options += ["-map", f"0:{track.index}", f"-c:a:{number}"]
        if preset == "proxy":
            options += ["aac", f"-ac:a:{number}", "2", f"-b:a:{number}", "128k"]
        elif track.codec in _SOUND[suffix]:
            options += ["copy"]
        else:
            options += ["pcm_s24le" if preset == "prores" else "aac"]
    return options


def write_video(
    inputs: Sequence[str],
    filters: str,
    preset: VideoPreset,
    video: Stream,
    more: Sequence[str],
    path: Path,
    *,
    hardware: Hardware = "software",
    duration: float,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
    cwd: Path | None = None,
) -> None:
    """Write `video` through `filters` to `path` as `preset` says, with `more` options, such as of its sound.

    What a hardware encoder cannot write after all, for its size or because it is busy, software does. Raises
    EngineError `engine_missing` when this ffmpeg lacks the encoder, else what `ffmpeg` does.
    """
    need_encoder(PRESETS[preset].software[0], "writing this video")
    marks = [*labels(video), *(["-tag:v", "hvc1"] if preset == "hevc" else [])]
    for encoder in encoders(preset, pixel_format(preset, video), hardware):
        shown = ["-map", f"0:{video.index}", "-vf", filters + encoder.upload, *encoder.options, *marks]
        command: list[str | Path] = [*encoder.before, *inputs, *shown, *more, "-movflags", "+faststart", path]
        bounds = _bounds(duration, encoder)
        try:
            ffmpeg(command, duration=duration, progress=progress, cancelled=cancelled, bounds=bounds, cwd=cwd)
        except ProgramFailed as error:
            if encoder.software:
                raise
            logger().warning("hardware_encoder_failed", encoder=encoder.name, error=error.message)
        else:
            return


def _bounds(duration: float, encoder: Encoder) -> Bounds:
    """Room for the slowest: HEVC in software takes many times the length of a film.

    Drivers of graphics cards reserve more address space than a guarded program may have otherwise.
    """
    wall = 3600 + 60 * duration
    memory = 8 * GIGABYTE if encoder.software else 0
    return Bounds(wall=wall, cpu=int(wall) * int(THREADS), memory=memory)


def encoders(preset: VideoPreset, pixels: str, hardware: Hardware) -> Iterator[Encoder]:
    """Those to try, one after another; the last one is software."""
    wanted = PRESETS[preset]
    kinds = _KINDS if hardware == "auto" else (hardware,)
    deep = pixels == "yuv420p10le"
    found = next((kind for kind in kinds if kind in _KINDS and encodes(kind, wanted.codec, deep=deep)), None)
    if found is not None:
        yield _in_hardware(found, wanted.codec, wanted.quality, deep)
    options = ("-c:v", *wanted.software, "-pix_fmt", pixels, "-threads", THREADS)
    yield Encoder(wanted.software[0], options=options, software=True)


@cache
def encodes(kind: Hardware, codec: str, *, deep: bool = False) -> bool:
    """Whether a hardware encoder works here, found out by a picture; asked once in the life of a process."""
    encoder = _in_hardware(kind, codec, 20, deep)
    if codec not in ("h264", "hevc") or not has_encoder(encoder.name):
        return False
    picture = ["-f", "lavfi", "-i", "color=black:size=320x240:rate=25", "-vf", f"null{encoder.upload}"]
    try:
        ffmpeg(
            [*encoder.before, *picture, *encoder.options, "-frames:v", "1", "-f", "null", "-"], bounds=_TRY
        )
    except AppError as error:
        logger().info("hardware_encoder_missing", encoder=encoder.name, error=error.message)
        return False
    logger().info("hardware_encoder_found", encoder=encoder.name)
    return True


def _in_hardware(kind: Hardware, codec: str, quality: int, deep: bool) -> Encoder:
    name, pixels = f"{codec}_{kind}", "p010le" if deep else "nv12"
    usual = {
        "nvenc": ("-preset", "p4", "-rc", "vbr", "-cq", str(quality), "-b:v", "0"),
        "qsv": ("-global_quality", str(quality)),
        "vaapi": ("-rc_mode", "CQP", "-qp", str(quality)),
        "videotoolbox": ("-q:v", str(100 - 2 * quality)),
    }[kind]
    if kind == "vaapi":
        return Encoder(name, ("-vaapi_device", _DEVICE), f",format={pixels},hwupload", ("-c:v", name, *usual))
    return Encoder(name, (), f",format={pixels}", ("-c:v", name, *usual))
