"""Captions that are pictures (PGS, VobSub, DVB): each as it is shown, dark on white, for reading by OCR."""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.caption_tracks.choice import Track
from app.media.caption_tracks.packets import LISTED, Packet, packets
from app.media.ffmpeg import ffmpeg, from_the_beginning, untrusted
from app.media.probe.media_info import MediaInfo

LONGEST = Fraction(8)
"""Seconds a picture is shown at most."""

_DRAWN_WITHIN = Fraction(2, 25)
_SMALL = 1000
"""A canvas less wide than this (DVD, SD broadcasts) is doubled: letters need about 30 pixels to be read."""

_PACKED = 32 << 10
"""Bytes of a PNG beyond which it is not of one shade."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One caption: `path` is a PNG, times in seconds."""

    start: float
    end: float
    path: Path


def pictures_of(
    source: Path,
    info: MediaInfo,
    track: Track,
    folder: Path,
    *,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> list[Picture]:
    """Every caption of the track as a picture in `folder`; what is empty only ends the one before it."""
    width = track.stream.width or (info.video.width if info.video else 0)
    size = ",scale=iw*2:ih*2" if width < _SMALL else ""
    look = f"[0:{track.stream.index}]format=gbrap,premultiply=inplace=1,format=gray,negate{size},split[a][b]"
    shown, sent = folder / "shown.txt", folder / "sent.txt"
    each = ["-fps_mode", "passthrough"]
    ffmpeg(
        [*untrusted(source), "-filter_complex", look,
         "-map", "[a]", *each, "-pred", "none", folder / "picture-%06d.png",
         "-map", "[b]", *each, "-f", "framemd5", shown,
         "-map", f"0:{track.stream.index}", "-c", "copy", *LISTED, sent,
         *from_the_beginning(info.container)],
        duration=info.duration, progress=progress, cancelled=cancelled,
    )  # fmt: skip
    exact = sorted(packet.at for packet in packets(sent.read_text()))
    return _shown(packets(shown.read_text()), exact, folder, info.duration)


def _shown(frames: list[Packet], exact: list[Fraction], folder: Path, duration: float) -> list[Picture]:
    """The frames that differ from the one before; `exact` are the times that the track says, in order."""
    found: list[Picture] = []
    same = groupby(enumerate(frames, 1), key=lambda item: item[1].digest)
    shown = [next(group) for _, group in same]
    ends = [frame.at for _, frame in shown[1:]] + [Fraction(duration)]
    for (number, frame), until in zip(shown, ends, strict=False):
        path = folder / f"picture-{number:06d}.png"
        start = _nearest(frame.at, exact)
        end = min(_nearest(until, exact), start + LONGEST)
        if end > start and not _is_empty(path):
            found.append(Picture(float(start), float(end), path))
    return found


def _nearest(at: Fraction, exact: list[Fraction]) -> Fraction:
    """A frame is drawn up to two fortieths of a second beside the time of its packet."""
    place = bisect_left(exact, at)
    near = min(exact[max(place - 1, 0) : place + 1], key=lambda each: abs(each - at), default=at)
    return near if abs(near - at) <= _DRAWN_WITHIN else at


def _is_empty(path: Path) -> bool:
    """Whether all of a picture is of one shade; one that has letters on it does not pack so well."""
    return path.stat().st_size < _PACKED and len(_shades(path.read_bytes())) < 2


def _shades(png: bytes) -> set[int]:
    """The shades of a grey PNG as ffmpeg writes it without prediction: a zero before each row of pixels."""
    width, _height, depth = struct.unpack(">IIB", png[16:25])
    packed, position = b"", 8
    while position + 8 <= len(png):
        size, kind = struct.unpack(">I4s", png[position : position + 8])
        packed += png[position + 8 : position + 8 + size] if kind == b"IDAT" else b""
        position += size + 12
    rows, row = zlib.decompress(packed), width * depth // 8 + 1
    return {shade for start in range(0, len(rows), row) for shade in set(rows[start + 1 : start + row])}
