"""Closed captions that begin later than a first look decodes, found by their marks in the file.

Nothing is decoded: the user data of a picture (ATSC A/53) stands in the file as it is, in any container but
for one that cuts it in two, and captions come many times. How long is looked is bounded.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.core.progress import Cancelled, never
from app.media.caption_tracks.choice import CLOSED_CAPTION_CODECS
from app.media.probe.media_info import MediaInfo

SECONDS = 1.0
"""How long is looked: some gigabytes of a file that is in memory, as one that was just sent is."""
_CHUNK = 4 << 20
_CAPTIONS = b"GA94\x03"
_BEFORE = {
    "h264": b"\xb5\x00\x31",
    "hevc": b"\xb5\x00\x31",
    "mpeg2video": b"\x00\x00\x01\xb2",
}
"""What stands before the identifier of ATSC in the user data of these pictures."""
_MOST = 2 + 3 * 31
"""Bytes that follow it: two of flags, and 31 triplets."""
_FIRST_LETTER = 0x20


def with_late_captions(
    info: MediaInfo, path: Path, *, cancelled: Cancelled = never, now: Callable[[], float] = time.monotonic
) -> MediaInfo:
    """The same; with closed captions of its picture where the file at `path` has some that say something."""
    video = info.video
    if video is None or video.closed_captions or video.codec not in CLOSED_CAPTION_CODECS:
        return info
    until = now() + SECONDS
    if not _found(path, _BEFORE[video.codec], lambda: cancelled() or now() > until):
        return info
    told = replace(video, closed_captions=True)
    return replace(info, streams=tuple(told if each is video else each for each in info.streams))


def _found(path: Path, before: bytes, enough: Cancelled) -> bool:
    mark, rest = before + _CAPTIONS, b""
    with path.open("rb") as file:
        while not enough() and (chunk := file.read(_CHUNK)):
            data = rest + chunk
            at = data.find(mark)
            while at >= 0:
                if _says_something(data[at + len(mark) : at + len(mark) + _MOST]):
                    return True
                at = data.find(mark, at + 1)
            rest = data[-(len(mark) + _MOST) :]
    return False


def _says_something(data: bytes) -> bool:
    """Whether there is a letter among the triplets, or a packet of CEA-708: most films with captions carry
    empty pairs while nobody speaks, and some without any carry nothing else."""
    if len(data) < 2 or not data[0] & 0x40:  # process_cc_data_flag
        return False
    body = data[2 : 2 + 3 * (data[0] & 0x1F)].replace(b"\0\0\3", b"\0\0")
    for at in range(0, len(body) - 2, 3):
        kind, valid = body[at] & 3, body[at] & 4
        if valid and (kind > 1 or body[at + 1] & 0x7F >= _FIRST_LETTER):
            return True
    return False
