"""Films with captions inside them: text tracks, closed captions in the picture, and pictures."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Sequence
from pathlib import Path

from tests.support.media.clips import make
from tests.support.media.closed_captions import H264, PICTURE, Captions, line_21, with_user_data, words_608


def srt(*lines: str) -> str:
    """Captions of a second each, one after another."""
    return "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{line}\n\n" for n, line in enumerate(lines, 1))


def with_tracks(target: Path, *tracks: tuple[Path, str, str], extra: Sequence[str] = ()) -> Path:
    """A film with caption files as tracks, each with its language and disposition."""
    inputs: list[str | Path] = [*PICTURE]
    maps: list[str] = ["-map", "0:v"]
    marks: list[str] = []
    for number, (path, language, disposition) in enumerate(tracks):
        inputs += ["-i", path]
        maps += ["-map", f"{number + 1}:s"]
        marks += [f"-metadata:s:s:{number}", f"language={language}", f"-disposition:s:{number}", disposition]
    codec = "mov_text" if target.suffix in (".mp4", ".mov") else "copy"
    return make(target, *inputs, *maps, *H264, "-c:s", codec, *marks, *extra)


def with_closed_captions(target: Path, *cues: Captions, channel: int = 1) -> Path:
    """A film whose H.264 pictures carry CEA-608 captions as ATSC user data, a pair of bytes each."""
    words = words_608(*cues, channel=channel)
    return with_user_data(target, line_21(words, field=0 if channel < 3 else 1))


SIZE = (320, 180)
_PALETTE = bytes((0, 0, 16, 128, 128, 0)) + bytes((1, 235, 128, 128, 255))
_SHOW, _CLEAR = 0x80, 0x00


_WINDOW = bytes((1, 0)) + struct.pack(">4H", 0, 0, *SIZE)


def _composition(state: int, objects: int) -> bytes:
    return struct.pack(">HHBHBBBB", *SIZE, 0x10, 0, state, 0, 0, objects)


_GONE = [(0x16, _composition(_CLEAR, 0)), (0x17, _WINDOW), (0x80, b"")]


def with_pictures(target: Path, *cues: tuple[float, float, str], language: str = "eng") -> Path:
    """A film with a PGS track: each caption a picture, white letters on nothing."""
    track = target.with_suffix(".sup")
    begin = _segments(0, _GONE)  # ffmpeg counts from the first
    shown = (_shown(a, b, _letters(target.parent, text)) for a, b, text in cues)
    track.write_bytes(begin + b"".join(shown))
    named = ("-metadata:s:s:0", f"language={language}")
    return make(target, *PICTURE, "-i", track, "-map", "0:v", "-map", "1:s", *H264, "-c:s", "copy", *named)


def _letters(folder: Path, text: str) -> bytes:
    """One byte a pixel, 1 where a letter is."""
    size = f"{SIZE[0]}x{SIZE[1]}"
    words = folder / "words.txt"
    words.write_text(text, encoding="utf-8")
    drawn = f"drawtext=textfile={words}:fontsize=28:fontcolor=white:x=(w-tw)/2:y=h-50"
    grey = make(
        folder / "letters.gray", "-f", "lavfi", "-i", f"color=black:s={size}:d=0.04", "-vf", drawn,
        "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo",
    )  # fmt: skip
    return bytes(shade > 127 for shade in grey.read_bytes())


def _shown(start: float, end: float, pixels: bytes) -> bytes:
    wide, high = SIZE
    rows = b"".join(_row(pixels[at : at + wide]) for at in range(0, len(pixels), wide))
    picture = (
        struct.pack(">HBB", 0, 0, 0xC0) + (len(rows) + 4).to_bytes(3, "big") + struct.pack(">2H", wide, high)
    )
    composed = struct.pack(">HBBHH", 0, 0, 0, 0, 0)
    parts = [(0x16, _composition(_SHOW, 1) + composed), (0x17, _WINDOW)]
    parts += [(0x14, b"\0\0" + _PALETTE), (0x15, picture + rows), (0x80, b"")]
    return _segments(start, parts) + _segments(end, _GONE)


def _segments(at: float, parts: list[tuple[int, bytes]]) -> bytes:
    time = struct.pack(">II", round(at * 90_000), 0)
    return b"".join(b"PG" + time + struct.pack(">BH", kind, len(body)) + body for kind, body in parts)


def _row(pixels: bytes) -> bytes:
    """A row in the run lengths of PGS."""
    made = b""
    for colour, run in itertools.groupby(pixels):
        length = len(list(run))
        long = 0x40 | length >> 8 if length > 63 else 0
        head = bytes((long, length & 0xFF)) if long else bytes((length,))
        made += b"\0" + (bytes((head[0] | 0x80,)) + head[1:] + bytes((colour,)) if colour else head)
    return made + b"\0\0"
