"""Small media files made with ffmpeg for tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

from app.media.ffmpeg import ffmpeg_path

VIDEO = "testsrc2=size=160x120:rate=25"
TONE = "sine=frequency=440:sample_rate=16000"
SRT = "1\n00:00:00,200 --> 00:00:01,000\n¡Hola, señor!\n\n2\n00:00:01,200 --> 00:00:01,800\nAdiós\n"


def make(target: Path, *args: str | Path) -> Path:
    subprocess.run(
        [ffmpeg_path(), "-y", "-nostdin", "-loglevel", "error", *map(str, args), str(target)],
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return target


def video(target: Path, seconds: float = 2.0, *extra: str, tone: str = TONE) -> Path:
    """A test picture with a tone; containers and codecs follow the name."""
    inputs = ["-f", "lavfi", "-t", str(seconds), "-i", VIDEO, "-f", "lavfi", "-t", str(seconds), "-i", tone]
    codecs = {".webm": ["-c:v", "libvpx", "-c:a", "libopus", "-deadline", "realtime", "-cpu-used", "8"]}
    default = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    return make(target, *inputs, *codecs.get(target.suffix, default), *extra)


def silent_video(target: Path, seconds: float = 2.0) -> Path:
    return make(
        target, "-f", "lavfi", "-t", str(seconds), "-i", VIDEO, "-c:v", "libx264", "-preset", "ultrafast"
    )


def written(path: Path, *args: str) -> str:
    """What ffmpeg writes of a file to its standard output, as text."""
    command = [ffmpeg_path(), "-loglevel", "error", "-i", path, *args]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def hashes(path: Path, stream: str) -> str:
    """What a track holds, whatever the container."""
    return written(path, "-map", stream, "-c", "copy", "-f", "md5", "-")


def talking(target: Path, speech: Path, seconds: float, copies: int = 1) -> Path:
    """A test picture with this English speech, `copies` times one after another."""
    length = f"{seconds * copies:.2f}"
    return make(
        target, "-f", "lavfi", "-t", length, "-i", VIDEO, "-stream_loop", str(copies - 1), "-i", speech,
        "-t", length, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac",
        "-metadata:s:a:0", "language=eng",
    )  # fmt: skip
