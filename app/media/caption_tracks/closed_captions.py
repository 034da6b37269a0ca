"""The user data of pictures (ATSC A/53), where closed captions are, without decoding the pictures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from app.core.child_process.program import Bounds
from app.core.progress import Cancelled, OnProgress, ignore_progress, never
from app.media.caption_tracks.packets import LISTED, packets
from app.media.ffmpeg import ffmpeg, from_the_beginning, untrusted
from app.media.partial_files import working_folder
from app.media.probe.media_info import MediaInfo, Stream

_UNITS = {
    "h264": "h264_mp4toannexb,filter_units=pass_types=6",
    "hevc": "hevc_mp4toannexb,filter_units=pass_types=39|40",
    "mpeg2video": "filter_units=pass_types=178",
}
"""The bitstream filters that keep nothing of a picture but its user data (SEI, or user_data of MPEG-2)."""


MOST_BYTES = 256 << 20
"""More than five hours with the most captions there can be; read as a whole."""


class UserData(NamedTuple):
    """What one picture carries, shown at `at` (seconds)."""

    at: Fraction
    data: bytes


def user_data(
    source: Path,
    info: MediaInfo,
    video: Stream,
    folder: Path,
    *,
    progress: OnProgress = ignore_progress,
    cancelled: Cancelled = never,
) -> list[UserData]:
    """The user data of every picture, in the order in which they are shown.

    ffmpeg writes the units one after another into one file, and the time and size of each into another.
    Raises LimitExceeded where they are more than captions can be.
    """
    keep = ["-map", f"0:{video.index}", "-c", "copy", "-bsf:v", _UNITS[video.codec]]
    with working_folder(folder) as work:
        units, times = work / "units", work / "times"
        ffmpeg(
            [*untrusted(source), *keep, "-f", "data", units, *keep, *LISTED, times,
             *from_the_beginning(info.container)],
            duration=info.duration, progress=progress, cancelled=cancelled,
            bounds=Bounds(file_size=MOST_BYTES),
        )  # fmt: skip
        return _parted(times.read_text(), units.read_bytes())


def _parted(times: str, units: bytes) -> list[UserData]:
    found, position = [], 0
    for packet in packets(times):
        found.append(UserData(packet.at, units[position : position + packet.size]))
        position += packet.size
    return sorted(found, key=lambda each: each.at)
