"""Frame rates and SMPTE timecode, in whole ticks.

Timecode counts frames, not seconds: at 29.97 the label 01:00:00:00 stands 3603.6 s after zero, and with
drop-frame counting (SMPTE ST 12-1, section 5.2.2: the first two labels of every minute are skipped, except in
minutes 00, 10, 20, 30, 40 and 50; four labels at 59.94) the label 01:00:00;00 stands at 3599.9964 s.
A frame of every rate here is a whole number of ticks, so nothing below rounds except `FrameRate.frame_at`,
which answers the nearest frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from app.captions.model.document import TICKS_PER_SECOND, Document
from app.core.errors import CaptionError

_RATES: dict[str, Fraction] = {
    "23.976": Fraction(24000, 1001),
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": Fraction(30000, 1001),
    "30": Fraction(30),
    "48": Fraction(48),
    "50": Fraction(50),
    "59.94": Fraction(60000, 1001),
    "60": Fraction(60),
}
_ALIASES = {
    "23.98": "23.976",
    "24000/1001": "23.976",
    "30000/1001": "29.97",
    "60000/1001": "59.94",
}
_NAMES = {fps: name for name, fps in _RATES.items()}
_CAN_DROP = frozenset({"29.97", "59.94"})

RATE_LABELS = ("23.976", "24", "25", "29.97 DF", "29.97 NDF", "30", "48", "50", "59.94 DF", "59.94 NDF", "60")
"""Every rate as a person chooses it."""

_TIMECODE = re.compile(r"([0-9]{1,3})[:;]([0-9]{1,2})[:;]([0-9]{1,2})(?:([:;.,])([0-9]{1,9}))?")


@dataclass(frozen=True)
class FrameRate:
    """Frames a second, whether labels are dropped, and the name people know it by ("29.97 DF")."""

    fps: Fraction
    drop: bool = False
    label: str = ""

    @cached_property
    def ticks_per_frame(self) -> int:
        """The length of one frame; whole for every rate in use."""
        return int(TICKS_PER_SECOND / self.fps)

    @cached_property
    def nominal(self) -> int:
        """Frame labels a second: 30 for 29.97."""
        return -(-self.fps.numerator // self.fps.denominator)

    @cached_property
    def dropped(self) -> int:
        """Labels skipped in a minute that skips: 2 at 29.97 drop-frame, 4 at 59.94, else 0."""
        return self.nominal // 15 if self.drop else 0

    def frame_at(self, ticks: int) -> int:
        """The frame nearest to this time (a time in milliseconds seldom falls on a frame)."""
        length = self.ticks_per_frame
        return (ticks + length // 2) // length

    def ticks_at(self, frame: int) -> int:
        """When this frame begins."""
        return frame * self.ticks_per_frame

    def snap(self, ticks: int) -> int:
        """The time of the nearest frame."""
        return self.frame_at(ticks) * self.ticks_per_frame

    def snap_span(self, start: int, end: int) -> tuple[int, int]:
        """Both ends of a cue on frames; one that would lose its length to rounding keeps a frame."""
        first, last = self.snap(start), self.snap(end)
        return first, first + self.ticks_per_frame if last <= first and end > start else last


def frame_rate(fps: Fraction | int, drop: bool | None = None) -> FrameRate:
    """A rate in use by its exact value; `drop` counts only where drop-frame exists (29.97 and 59.94)."""
    name = _NAMES.get(Fraction(fps))
    if name is None:
        raise _bad_rate(str(fps))
    dropping = bool(drop) and name in _CAN_DROP
    label = f"{name} {'DF' if dropping else 'NDF'}" if name in _CAN_DROP else name
    return FrameRate(_RATES[name], dropping, label)


def parse_rate(text: str, drop: bool | None = None) -> FrameRate:
    """Read "25", "29.97", "29.97 DF", "59.94 NDF", "23.98", "30000/1001"...

    `drop` is what "29.97" and "59.94" mean when the text does not say DF or NDF (None: non-drop).
    Raises CaptionError `invalid_frame_rate`, also for "auto": that has to be settled from the file first
    (see `rate_of`).
    """
    words = text.strip().casefold().removesuffix("fps").split()
    if len(words) == 1 and words[0].endswith("df"):
        suffix = "ndf" if words[0].endswith("ndf") else "df"
        words = [words[0].removesuffix(suffix), suffix]
    flag = {"df": True, "ndf": False}.get(words[1]) if len(words) == 2 else drop
    number = words[0] if words else ""
    if "/" not in number and "." in number:
        number = number.rstrip("0").rstrip(".")
    name = _ALIASES.get(number, number)
    if len(words) not in (1, 2) or name not in _RATES or (len(words) == 2 and flag is None):
        raise _bad_rate(text)
    if len(words) == 2 and flag and name not in _CAN_DROP:
        raise _bad_rate(text, f"Drop-frame counting exists only at 29.97 and 59.94, not at {name}.")
    return frame_rate(_RATES[name], flag)


def rate_of(document: Document, default: FrameRate) -> FrameRate:
    """What "auto" means: the document's own rate when the file said one, otherwise `default`."""
    if document.frame_rate is None or document.frame_rate not in _NAMES:
        return default
    drop = default.drop if document.drop_frame is None else document.drop_frame
    return frame_rate(document.frame_rate, drop)


def frame_from_label(hours: int, minutes: int, second: int, frame: int, rate: FrameRate) -> int:
    """The frame number behind a label. A label that drop-frame skips means the next one that exists."""
    if rate.dropped and second == 0 and minutes % 10 and frame < rate.dropped:
        frame = rate.dropped
    total = hours * 60 + minutes
    counted = (total * 60 + second) * rate.nominal + frame
    return counted - rate.dropped * (total - total // 10)


def label_from_frame(frame: int, rate: FrameRate) -> tuple[int, int, int, int]:
    """Hours, minutes, seconds and frame shown on a frame number (0 or more); never a dropped label."""
    if rate.dropped:
        minute = rate.nominal * 60
        short = minute - rate.dropped
        tens, rest = divmod(frame, minute + 9 * short)
        skips = 9 * tens + ((rest - minute) // short + 1 if rest >= minute else 0)
        frame += rate.dropped * skips
    second, frame = divmod(frame, rate.nominal)
    minutes, second = divmod(second, 60)
    return minutes // 60, minutes % 60, second, frame


def parse_timecode(text: str, rate: FrameRate) -> int:
    """Ticks of "HH:MM:SS:FF", "HH:MM:SS;FF" (drop-frame), "HH:MM:SS.mmm" (real time) or "HH:MM:SS".

    A ";" says drop-frame even when `rate` does not; a ":" leaves it to the rate, since many programs write
    ":" for both. A label that drop-frame skips is taken as the next one that exists.
    Raises CaptionError `invalid_timecode`.
    """
    found = _TIMECODE.fullmatch(text.strip()) if len(text) < 64 else None
    if found is None:
        raise _bad_timecode(text, "It is not a timecode.")
    hours, minutes, second = int(found[1]), int(found[2]), int(found[3])
    if minutes > 59 or second > 59:
        raise _bad_timecode(text, "Minutes and seconds go from 00 to 59.")
    mark, tail = found[4], found[5]
    if mark in (".", ","):
        part = Fraction(int(tail), 10 ** len(tail))
        return round(((hours * 60 + minutes) * 60 + second + part) * TICKS_PER_SECOND)
    frame = int(tail or 0)
    if frame >= rate.nominal:
        raise _bad_timecode(text, f"At {rate.label or rate.nominal} frames go from 00 to {rate.nominal - 1}.")
    if mark == ";" and not rate.drop:
        rate = _dropping(rate, text)
    return rate.ticks_at(frame_from_label(hours, minutes, second, frame, rate))


def format_timecode(ticks: int, rate: FrameRate, separator: str | None = None) -> str:
    """The label of the frame nearest to `ticks`: "HH:MM:SS;FF" when the rate drops, else "HH:MM:SS:FF".

    `separator` replaces the mark before the frames. Hours count on past 23, so that order is never lost.
    Raises CaptionError `negative_time`.
    """
    if ticks < 0:
        raise CaptionError(
            "A time before 00:00:00:00 cannot be written as a timecode.",
            code="negative_time",
            hint="Change the offset so that the first cue starts at zero or later.",
            rejected=True,
        )
    hours, minutes, second, frame = label_from_frame(rate.frame_at(ticks), rate)
    mark = separator if separator is not None else ";" if rate.drop else ":"
    return f"{hours:02d}:{minutes:02d}:{second:02d}{mark}{frame:02d}"


def offset_ticks(text: str, direction: Literal["add", "subtract"], rate: FrameRate) -> int:
    """A job's `offset` and `offset_type` as signed ticks."""
    value = parse_timecode(text, rate)
    return -value if direction == "subtract" else value


def incode_ticks(document: Document, incode: str, rate: FrameRate) -> int:
    """The time at which the picture starts: a timecode, or "auto".

    "auto" is the document's start timecode when the file states one and its cues lie after it (cues before it
    already count from the picture), else the hour label of the earliest cue (a programme that begins at
    01:00:00:00 or 10:00:00:00), else zero.
    """
    if incode.strip().casefold() != "auto":
        return parse_timecode(incode, rate)
    first = min((cue.start for cue in document.cues if not cue.comment), default=0)
    if 0 < document.start_timecode <= first:
        return document.start_timecode
    hours = label_from_frame(rate.frame_at(max(first, 0)), rate)[0]
    return rate.ticks_at(frame_from_label(hours, 0, 0, 0, rate))


def _dropping(rate: FrameRate, text: str) -> FrameRate:
    if rate.nominal not in (30, 60) or rate.fps.denominator == 1:
        raise _bad_timecode(text, f"“;” means drop-frame, which does not exist at {rate.label}.")
    return frame_rate(rate.fps, True)


def _bad_rate(text: str, reason: str = "") -> CaptionError:
    if text.strip().casefold() == "auto":
        reason = "“auto” means the rate that the file itself states, and here none is known."
    return CaptionError(
        reason or f"“{text[:40]}” is not a frame rate in use.",
        code="invalid_frame_rate",
        hint=f"Use one of: {', '.join(RATE_LABELS)}.",
        rejected=True,
    )


def _bad_timecode(text: str, reason: str) -> CaptionError:
    return CaptionError(
        f"“{text[:40]}” cannot be used. {reason}",
        code="invalid_timecode",
        hint="Write HH:MM:SS:FF, HH:MM:SS;FF for drop-frame, or HH:MM:SS.mmm.",
        rejected=True,
    )
