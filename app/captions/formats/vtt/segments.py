"""HLS segments of WebVTT that were joined into one file (RFC 8216, section 3.5).

Each begins with a WEBVTT header of its own, whose `X-TIMESTAMP-MAP=LOCAL:…,MPEGTS:…` says which moment of the
stream, on a 90 kHz clock of 33 bits, one of its local times is. Times are read as those of the first segment:
only how far a later one is from it matters. A caption that lasts over the border of two segments stands in
both, whole or cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.captions.model.document import TICKS_PER_SECOND, Cue, Style
from app.captions.timecode.clock_time import clock_ticks

_MAP = "X-TIMESTAMP-MAP"
STREAM_ISSUES = {
    "X-HLS-DISCONTINUITY": "The clock of the stream begins anew at {} places (#EXT-X-DISCONTINUITY): times "
    "follow the maps of the segments. Compare a caption after each such place with the picture.",
    "X-HLS-GAP": "The playlist says of {} segments that they are missing (#EXT-X-GAP): captions lack there.",
    "X-HLS-LIVE": "The playlist has no end (#EXT-X-ENDLIST): these are the captions that it "
    "named when it was read.",
}
"""Header lines that a joined playlist has (see `playlist`), and what they mean."""
_UNSEPARATED = re.compile(
    r"(?<=[^\n]\n)(?=WEBVTT[^\n]*\nX-TIMESTAMP-MAP)"
    r"|(?:(?<=[^\n])\n|(?<=\S))"
    r"(?=WEBVTT\n(?:X-TIMESTAMP-MAP|(?:\n|(?!\n)[^\n]{1,200}\n){1,3}[^\n]{0,40}\d[ \t]*-->))"
)
"""Before a header that stands right behind the text of the file before."""
_HEADER = "WEBVTT\n"
_LOCAL = re.compile(r"LOCAL:(?:(\d{1,6}):)?(\d{2}):(\d{2})\.(\d{3})")
_MPEGTS = re.compile(r"MPEGTS:(\d{1,12})")
_TICKS_PER_PTS = TICKS_PER_SECOND // 90_000
_WRAP = (1 << 33) * _TICKS_PER_PTS


def separated(text: str) -> str:
    """The text with an empty line before each header that was joined without one."""
    return _UNSEPARATED.sub("\n\n", text) if _MAP in text or _HEADER in text[1:] else text


def offset_of(header: Iterable[str]) -> int | None:
    """How many ticks the stream's clock is ahead of the local times; None when the header does not say."""
    line = next((line for line in header if line.startswith(_MAP)), "")
    local, stream = _LOCAL.search(line), _MPEGTS.search(line)
    if local is None or stream is None:
        return None
    return int(stream[1]) * _TICKS_PER_PTS - clock_ticks(*local.groups())


def shift_between(first: int, later: int) -> int:
    """What to add to the times of a later segment; the clock of the stream begins anew every 26.5 hours."""
    shift = later - first
    return shift + _WRAP if shift < -_WRAP // 2 else shift


def joined_over_borders(cues: Sequence[Cue], borders: Sequence[int]) -> list[Cue]:
    """The cues with those of two segments that are one caption made one.

    `borders` are the indexes at which a segment begins.
    """
    starts = frozenset(borders)
    kept: list[Cue] = []
    open_cues: dict[tuple[tuple[str, Style], ...], tuple[int, Cue]] = {}
    segment = 0
    for index, cue in enumerate(cues):
        segment += index in starts
        key = tuple((run.text, run.style) for run in cue.runs)
        before = open_cues.get(key)
        if before is not None and before[0] < segment and _continues(before[1], cue):
            before[1].end = max(before[1].end, cue.end)
            open_cues[key] = (segment, before[1])
        else:
            kept.append(cue)
            open_cues[key] = (segment, cue)
    return kept


def _continues(before: Cue, cue: Cue) -> bool:
    return before.start <= cue.start <= before.end and before.placement == cue.placement
