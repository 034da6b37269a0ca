"""TTML time expressions (TTML2, section 12.3) in ticks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND, Document
from app.captions.timecode.clock_time import full_clock_ticks
from app.core.errors import CaptionError

FOREVER = 1 << 62
"""The end of what has no end."""

_CLOCK = re.compile(
    r"(\d{1,6}):(\d{1,2}):(\d{1,2})(?:[.,](\d{1,18})|[:;](\d{1,9})(?:\.(\d{1,9}))?)?", re.ASCII
)
_OFFSET = re.compile(r"(\d{1,18})(?:\.(\d{1,18}))?(h|ms|m|s|f|t)|(\d{1,18})\.(\d{1,18})", re.ASCII)
_TIMES = r"\b(?:begin|end|dur)\s{0,9}=\s{0,9}[\"']\s{0,9}"
_FRAMES = re.compile(_TIMES + r"(?:\d{1,6}:\d\d:\d\d[:;]\d|\d{1,9}f)")
_MANY_TICKS = re.compile(_TIMES + r"\d{8,18}t")
_NO_UNIT = re.compile(_TIMES + r"\d{1,18}\.\d{1,18}\s{0,9}[\"']")
_UNUSUAL = re.compile(r":\d\d:\d\d[:;]\d|[\"']\s{0,9}\d{1,18}(?:[tf]|\.\d{1,18}\s{0,9}[\"'])")
"""What all of those have: found in a fraction of the time."""
_USUAL_TICKS = Fraction(10_000_000)
_UNITS = {"h": 3600 * TICKS_PER_SECOND, "m": 60 * TICKS_PER_SECOND, "s": TICKS_PER_SECOND, "ms": TICKS_PER_MS}


@dataclass(frozen=True)
class Clock:
    """What the numbers in time expressions mean, from the ttp: attributes of the root element.

    `labels` is ttp:frameRate (frame labels a second), `rate` the true frames a second after the multiplier,
    `drop` is "", "dropNTSC" or "dropPAL". With `smpte`, a clock time counts frame labels; without it, a
    clock time is real time and only its frames part counts frames.
    """

    labels: int = 30
    rate: Fraction = Fraction(30)
    sub_frames: int = 1
    tick_rate: Fraction = Fraction(1)
    drop: str = ""
    smpte: bool = False
    stated: bool = False
    ticks_stated: bool = False

    def parse(self, text: str) -> int:
        """Ticks of "00:00:01.5", "00:00:01:12", "1.5s", "36f", "90000t"...; CaptionError `invalid_time`."""
        known = full_clock_ticks(text)
        if known is not None and not self.smpte:
            return known
        text = text.strip()
        clock = _CLOCK.fullmatch(text)
        if clock:
            return self._clock(clock)
        if text[:1] == "-" and text[1:2].isdigit():
            return -self.parse(text[1:])
        offset = _OFFSET.fullmatch(text)
        if offset is None:
            raise CaptionError(
                f"“{text[:40]}” is not a TTML time.",
                code="invalid_time",
                hint="TTML times look like 00:01:02.500, 00:01:02:12, 62.5s, 1500f or 6250000t.",
                rejected=True,
            )
        whole, fraction, metric, seconds, part = offset.groups()
        if seconds:  # without a unit, as in SMIL; told by `assumed_clock`
            return round(Fraction(f"{seconds}.{part}") * TICKS_PER_SECOND)
        unit = _UNITS.get(metric)
        if unit and not fraction:
            return int(whole) * unit
        value = Fraction(f"{whole}.{fraction or 0}")
        if unit:
            return round(value * unit)
        return round(value * TICKS_PER_SECOND / (self.rate if metric == "f" else self.tick_rate))

    def _clock(self, match: re.Match[str]) -> int:
        hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3])
        whole = hours * 3600 + minutes * 60 + seconds
        if digits := match[4]:
            part, unit = TICKS_PER_SECOND * int(digits), int(10 ** len(digits))
            if len(digits) <= 6:  # a tick is a part of a microsecond
                return whole * TICKS_PER_SECOND + part // unit
            return whole * TICKS_PER_SECOND + round(Fraction(part, unit))
        frames = Fraction(int(match[5] or 0))
        if match[6]:
            frames += Fraction(int(match[6]), self.sub_frames)
        if not self.smpte:
            return whole * TICKS_PER_SECOND + (round(frames * TICKS_PER_SECOND / self.rate) if frames else 0)
        counted = whole * self.labels + frames - _dropped(hours * 60 + minutes, self.drop, self.labels)
        return round(max(counted, Fraction(0)) * TICKS_PER_SECOND / self.rate)


def _dropped(minutes: int, mode: str, labels: int) -> int:
    """Frame labels that never existed in this many minutes (TTML2, section 7.2.5)."""
    if mode == "dropNTSC":
        return (labels // 15) * (minutes - minutes // 10)
    if mode == "dropPAL":
        return 4 * (minutes // 2 - minutes // 20)
    return 0


def clock_from(attributes: dict[str, str]) -> Clock:
    """The clock that a root element's ttp: attributes describe; a senseless value counts as absent."""
    labels = _positive(attributes.get("ttp:frameRate"))
    rate = Fraction(labels or 30) * _multiplier(attributes.get("ttp:frameRateMultiplier"))
    sub_frames = _positive(attributes.get("ttp:subFrameRate")) or 1
    ticks = _positive(attributes.get("ttp:tickRate"))
    fallback = rate * sub_frames if labels else Fraction(1)
    drop = attributes.get("ttp:dropMode", "").strip()
    return Clock(
        labels=labels or 30,
        rate=rate,
        sub_frames=sub_frames,
        tick_rate=Fraction(ticks) if ticks else fallback,
        drop=drop if drop in ("dropNTSC", "dropPAL") else "",
        smpte=attributes.get("ttp:timeBase", "").strip() == "smpte",
        stated=labels is not None,
        ticks_stated=ticks is not None,
    )


def assumed_clock(clock: Clock, text: str, document: Document) -> Clock:
    """The clock with what a file does not say but uses, which is told in the document's issues.

    Files count ticks in the millions; without ttp:tickRate one of them would be a second or a frame.
    """
    if _UNUSUAL.search(text, max(text.find("?>"), 0)) is None:  # behind the version of XML
        return clock
    if not clock.stated and _FRAMES.search(text):
        message = "The file counts frames, but does not say how many a second has: read at 30, as TTML says."
        hint = "If times drift, write ttp:frameRate into the file."
        document.add_issue("frame_rate_assumed", f"{message} {hint}")
    if _NO_UNIT.search(text):
        document.add_issue("time_unit_assumed", "Times without a unit: read as seconds.")
    if not clock.ticks_stated and _MANY_TICKS.search(text):
        message = "The file counts ticks, but does not say how many a second has: read at 10,000,000."
        hint = "Write ttp:tickRate into the file if that is wrong."
        document.add_issue("tick_rate_assumed", f"{message} {hint}")
        return replace(clock, tick_rate=_USUAL_TICKS)
    return clock


def _positive(text: str | None) -> int | None:
    text = (text or "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        return None
    return int(text) or None


def _multiplier(text: str | None) -> Fraction:
    """ "1000 1001", the older "1000:1001"; iTunes files say "999 1000" and mean 1000/1001."""
    parts = [_positive(part) for part in (text or "").replace(":", " ").split()]
    if not 1 <= len(parts) <= 2 or None in parts:
        return Fraction(1)
    ratio = Fraction(parts[0] or 1, parts[1] or 1) if len(parts) == 2 else Fraction(parts[0] or 1)
    return Fraction(1000, 1001) if ratio == Fraction(999, 1000) else ratio
