"""SubRip whose times end in frames, `HH:MM:SS:FF` or `HH:MM:SS,FF`, as some editors export it."""

from __future__ import annotations

import re
from fractions import Fraction

from app.captions.model.document import Cue, Document, Run, ticks

_TIME, _LIKE_HUNDREDTHS = (
    rf"(\d{{1,2}}):(\d{{2}}):(\d{{2}}){mark}(\d{{2}})(?!\d)" for mark in ("[:;]", "[,.]")
)
FRAME_TIMING, _FRACTIONS = (
    re.compile(rf"^[ \t]*{time}[ \t]*-->[ \t]*{time}[ \t]*$", re.MULTILINE)
    for time in (_TIME, _LIKE_HUNDREDTHS)
)
_FEWEST = 12
_FRAMES = 30
"""In so many times of hundredths some are beyond this."""
_NUMBER = re.compile(r"\n\s*\d{1,9}\s*\Z")


def read_frame_times(text: str) -> Document | None:
    """The document of such a file, its rate found by the highest frame number; None without such times."""
    timings = list(FRAME_TIMING.finditer(text))
    return _document(text, timings) if timings else None


def read_frame_fractions(text: str, cues: int) -> Document | None:
    """The document of a file whose two digits behind the comma are frames, by none being past the last frame
    of a second; None where they are hundredths, or not all times of so many cues end in them."""
    arrow = text.find("-->")
    if cues < _FEWEST or _FRACTIONS.match(text, text.rfind("\n", 0, max(arrow, 0)) + 1) is None:
        return None  # not even the first times end in them
    timings = list(_FRACTIONS.finditer(text))
    if len(timings) != cues:
        return None
    frames = [int(timing[place]) for timing in timings for place in (4, 8)]
    return _document(text, timings) if max(frames) < _FRAMES and len(set(frames)) > 2 else None


def _document(text: str, timings: list[re.Match[str]]) -> Document:
    highest = max(int(timing[place]) for timing in timings for place in (4, 8))
    rate = next((rate for rate in (24, 25, 30, 50, 60) if highest < rate), 100)
    document = Document()
    for timing, following in zip(timings, [*timings[1:], None], strict=True):
        end = following.start() if following else len(text)
        body = text[timing.end() : end].rstrip()
        body = _NUMBER.sub("", body) if following else body
        start, stop = (_ticks(timing, place, rate) for place in (1, 5))
        document.cues.append(Cue(start, stop, [Run(body.strip("\n").rstrip())]))
    document.add_issue(
        "frame_rate_assumed",
        f"Times end in frames up to {highest}: read at {rate} frames a second. If that is wrong, convert "
        "with the right `source_frameRate`, or export the file with milliseconds.",
    )
    return document


def _ticks(timing: re.Match[str], place: int, rate: int) -> int:
    hours, minutes, seconds, frames = (int(timing[place + n]) for n in range(4))
    return ticks(Fraction((hours * 60 + minutes) * 60 + seconds) + Fraction(frames, rate))
