"""Finding and running ffmpeg: the system's when it is on PATH, else the one of the `imageio-ffmpeg` package.

Every file that came from outside is opened through `untrusted()`: only local files and pipes, and only
containers that cannot name other files (no playlists, no concat scripts, no image sequences).
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from app.core.child_process.program import Bounds, Finished, OnLine, ProgramFailed, run
from app.core.errors import EngineError, MediaError, engine_missing
from app.core.progress import Cancelled, OnProgress, ignore_progress, never

PROTOCOLS = "file,pipe"
CONTAINERS = (
    "mov,matroska,webm,mp3,wav,w64,ogg,flac,aac,ac3,eac3,aiff,caf,amr,asf,avi,mpegts,mpeg,mxf,flv,gif,"
    "mpegvideo,m4v,h264,hevc"
)
_TIMES_MAY_JUMP = frozenset({"mpegts", "mpeg", "ogg"})
DAMAGED = re.compile(
    r"Invalid data found|moov atom not found|Error while decoding|could not find codec parameters"
    r"|Format not on whitelist|End of file|partial file",
    re.IGNORECASE,
)
THREADS = str(min(os.cpu_count() or 1, 8))
PRESENT = "apt install ffmpeg (or: pip install 'cuedeck[media]')"


def ffmpeg_path() -> str:
    """The ffmpeg program; EngineError `engine_missing` with the install command."""
    found = shutil.which("ffmpeg") or _packaged()
    if found is None:
        raise engine_missing("ffmpeg", PRESENT)
    return found


def available() -> bool:
    """Whether there is an ffmpeg program."""
    return shutil.which("ffmpeg") is not None or _packaged() is not None


def ffprobe_path() -> str | None:
    """The ffprobe program, if there is one."""
    return shutil.which("ffprobe")


@cache
def _packaged() -> str | None:
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def untrusted(path: Path) -> list[str]:
    """Input arguments for a file from outside; they go right where `-i` would."""
    return ["-protocol_whitelist", PROTOCOLS, "-format_whitelist", CONTAINERS, "-i", local(path)]


def from_the_beginning(container: str, number: int = 0) -> list[str]:
    """A further output, of nothing, for work with some tracks of input `number`, whose format has this name.

    Where times may jump (transport and programme streams, Ogg) ffmpeg counts them from the first packet of
    the tracks that are read; with picture and sound among them time 0 is that of the file.
    """
    if not _TIMES_MAY_JUMP & set(container.split(",")):
        return []
    return ["-map", f"{number}:v?", "-map", f"{number}:a?", "-c", "copy", "-f", "null", "-"]


def local(path: Path) -> str:
    """A path that ffmpeg cannot take for a URL or an option."""
    return f"file:{Path(path).resolve()}"


def ffmpeg(
    args: Sequence[str | Path],
    *,
    duration: float | None = None,
    on_line: OnLine | None = None,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
    bounds: Bounds = Bounds(),
    loglevel: str = "error",
    cwd: Path | None = None,
) -> Finished:
    """Run ffmpeg with `args`; `progress` follows the output time towards `duration` (seconds).

    `on_line` replaces that with ffmpeg's own `name=value` progress lines.

    Raises MediaError `media_damaged` when the input cannot be read, else what `process.run` raises.
    """
    head = ["-hide_banner", "-nostdin", "-y", "-loglevel", loglevel]
    report = ["-nostats", "-progress", "pipe:1"]
    follow = _Progress(duration, progress)
    try:
        finished = run(
            [ffmpeg_path(), *head, *report, *args],
            bounds=bounds,
            on_line=on_line or follow.line,
            cancelled=cancelled,
            cwd=cwd,
        )
    except ProgramFailed as error:
        raise readable(error) from error
    progress(1.0)
    return finished


def captured(args: Sequence[str | Path], *, cancelled: Cancelled = never, bounds: Bounds = Bounds()) -> bytes:
    """What ffmpeg writes to standard output (`pipe:1` among `args`)."""
    try:
        head = [ffmpeg_path(), "-hide_banner", "-nostdin", "-loglevel", "error"]
        return run([*head, *args], bounds=bounds, cancelled=cancelled).stdout
    except ProgramFailed as error:
        raise readable(error) from error


def readable(error: ProgramFailed) -> MediaError:
    """A program's failure in words for the person whose file it was."""
    stderr = str(error.extra.get("stderr", ""))
    if DAMAGED.search(stderr):
        return MediaError(
            "The media file is damaged or not in a form that can be read.",
            code="media_damaged",
            hint="Play it to the end on your computer; if that fails too, export or download it again.",
            rejected=True,
            stderr=stderr[-1000:],
        )
    return error


class _Progress:
    """Turns ffmpeg's `out_time_us=` lines into a fraction that never goes backwards."""

    def __init__(self, duration: float | None, progress: OnProgress) -> None:
        self._duration, self._progress, self._last = duration, progress, 0.0

    def line(self, text: str) -> None:
        name, _, value = text.partition("=")
        if name == "out_time_us" and self._duration and value.lstrip("-").isdigit():
            fraction = min(max(int(value) / 1e6 / self._duration, 0.0), 1.0)
            if fraction > self._last:
                self._last = fraction
                self._progress(fraction)


@cache
def _listing(program: str, kind: str) -> frozenset[str]:
    text = run([program, "-hide_banner", kind]).stdout.decode("utf-8", "replace")
    return frozenset(name for line in text.splitlines() for name in line.split()[1:2])


def has_filter(name: str) -> bool:
    """Whether this ffmpeg was built with the filter."""
    return name in _listing(ffmpeg_path(), "-filters")


def has_muxer(name: str) -> bool:
    """Whether this ffmpeg was built with the output format."""
    return name in _listing(ffmpeg_path(), "-muxers")


def has_decoder(name: str) -> bool:
    """Whether this ffmpeg was built with the decoder."""
    return name in _listing(ffmpeg_path(), "-decoders")


def has_encoder(name: str) -> bool:
    """Whether this ffmpeg was built with the encoder."""
    return name in _listing(ffmpeg_path(), "-encoders")


def need_filter(name: str, purpose: str) -> None:
    """EngineError `engine_missing` when this ffmpeg lacks a filter that `purpose` needs."""
    _need(has_filter(name), name, purpose)


def need_decoder(name: str, purpose: str) -> None:
    """EngineError `engine_missing` when this ffmpeg lacks a decoder that `purpose` needs."""
    _need(has_decoder(name), name, purpose)


def need_encoder(name: str, purpose: str) -> None:
    """EngineError `engine_missing` when this ffmpeg lacks an encoder that `purpose` needs."""
    _need(has_encoder(name), name, purpose)


def _need(there: bool, name: str, purpose: str) -> None:
    if not there:
        raise EngineError(
            f"The ffmpeg on this server was built without “{name}”, which {purpose} needs.",
            code="engine_missing",
            hint=f"Install a full build: {PRESENT}",
            rejected=True,
        )


@cache
def version() -> str:
    """Name and version, part of the key under which results are kept."""
    first = run([ffmpeg_path(), "-version"]).stdout.decode("utf-8", "replace").splitlines()[0]
    return "ffmpeg " + (first.split()[2] if len(first.split()) > 2 else "unknown")
