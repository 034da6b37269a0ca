"""Shots: the moments at which the picture of a film cuts, for captions that begin and end with them."""

from __future__ import annotations

import re
from pathlib import Path

from app.core.child_process.program import Bounds
from app.core.progress import Cancelled, never
from app.media.ffmpeg import ffmpeg, from_the_beginning, untrusted
from app.media.partial_files import working_folder
from app.media.probe.media_info import MediaInfo

MOST = 20_000
"""Cuts of one film at most."""

_WIDTH = 160
"""Pixels that are compared: enough to see a cut, and a fraction of the work."""

_THRESHOLD = 10
"""How different two frames have to be, 0 to 100: ffmpeg's own default for scdet."""

_NAME, _LINE_BYTES = "cuts.txt", 200
_CUT = re.compile(rb"^lavfi\.scd\.time=(\d+(?:\.\d+)?)$", re.MULTILINE)


def shots(
    source: Path, info: MediaInfo, folder: Path, *, max_seconds: float, cancelled: Cancelled = never
) -> list[float]:
    """The seconds at which a new shot begins, the first one's left out; [] for what has no picture."""
    if info.video is None:
        return []
    look = f"scale={_WIDTH}:-2:flags=fast_bilinear,scdet=threshold={_THRESHOLD}:sc_pass=1"
    with working_folder(folder) as work:
        ffmpeg(
            ["-t", str(max_seconds), *untrusted(source), "-map", f"0:{info.video.index}",
             "-vf", f"{look},metadata=mode=print:file={_NAME}", "-an", "-sn", "-f", "null", "-",
             *from_the_beginning(info.container)],
            duration=info.duration, cancelled=cancelled, cwd=work,
            bounds=Bounds(file_size=MOST * _LINE_BYTES),
        )  # fmt: skip
        found = _CUT.findall((work / _NAME).read_bytes()) if (work / _NAME).exists() else []
    return [round(float(at), 3) for at in found if float(at) > 0][:MOST]
