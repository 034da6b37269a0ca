"""Times of Final Cut Pro XML: whole or rational seconds, "5s" or "1001/30000s"."""

from __future__ import annotations

import re
from fractions import Fraction

from app.captions.model.document import TICKS_PER_SECOND
from app.captions.timecode.smpte import FrameRate

_TIME = re.compile(r"(-?[0-9]{1,18})(?:/([0-9]{1,18})|\.([0-9]{1,18}))?s")


def parse_time(text: str | None) -> Fraction | None:
    """Seconds of an attribute; None when it is missing or no time."""
    found = _TIME.fullmatch(text.strip()) if text and len(text) < 64 else None
    if found is None:
        return None
    if found[2]:
        return Fraction(int(found[1]), int(found[2])) if int(found[2]) else None
    if found[3]:
        return Fraction(f"{found[1]}.{found[3]}")
    return Fraction(int(found[1]))


def to_ticks(time: Fraction) -> int:
    """The nearest tick, never before zero."""
    return max(round(time * TICKS_PER_SECOND), 0)


def frame_time(frame: int, rate: FrameRate) -> str:
    """When a frame begins, in the unreduced form that Final Cut Pro writes."""
    if frame == 0:
        return "0s"
    if rate.fps.denominator == 1:
        return f"{frame * 100}/{rate.fps.numerator * 100}s"
    return f"{frame * rate.fps.denominator}/{rate.fps.numerator}s"
