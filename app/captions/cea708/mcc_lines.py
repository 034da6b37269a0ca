"""The lines of an MCC file: a header, then a timecode and one ancillary packet each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.captions.cea708.cdp import CDP_ID, LINE21_ID, RATES, Cdp, Triplet, ancillary, line21, parse
from app.captions.cea708.letters import expansions
from app.captions.timing import FrameRate, frame_rate, parse_rate, parse_timecode
from app.core.errors import CaptionError

SIGNATURE = "File Format=MacCaption_MCC"

_LABELS = {
    "24": "24", "25": "25", "30": "30", "30DF": "29.97 DF", "50": "50", "60": "60", "60DF": "59.94 DF",
}  # fmt: skip
"""What "Time Code Rate" says; the CDPs tell 24 from 23.976 and 30 from 29.97."""


class Frame(NamedTuple):
    """The caption data of one line and when it is sent, in ticks."""

    at: int
    triplets: Sequence[Triplet]


@dataclass(slots=True)
class MccLines:
    """Reads a file once; `services`, `damaged` (lines with a wrong checksum) and `end` fill on the way."""

    lines: Sequence[str]
    rate: FrameRate
    first: int
    services: dict[int, tuple[str, bool]] = field(default_factory=dict)
    damaged: int = 0
    end: int = 0

    def frames(self) -> Iterator[Frame]:
        """Every line with captions, in order. Raises CaptionError `invalid_mcc`, `invalid_timecode`."""
        letters = expansions(self.lines[: self.first])
        label = ""
        before = 0
        for number, line in enumerate(self.lines[self.first :], self.first + 1):
            stamp, _, data = line.partition("\t")
            if not data:
                _check_blank(line, number)
                continue
            label = stamp
            cdp = _packet(data, letters, number)
            if cdp is None:
                continue
            self.damaged += not cdp.intact
            for service in cdp.services:
                self.services[service.number] = service.language, service.wide
            before = max(_time(label, self.rate), before)
            yield Frame(before, cdp.triplets)
        if label:
            self.end = max(_time(label, self.rate), before) + self.rate.ticks_per_frame


def opened(text: str) -> MccLines:
    """Read the header. Raises CaptionError `invalid_mcc` when there is none, or no known frame rate."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or not lines[0].strip().startswith(SIGNATURE):
        raise _invalid(1, "An MCC file begins with “File Format=MacCaption_MCC”.")
    first = next((n for n, line in enumerate(lines) if line[:1].isdigit()), len(lines))
    label = "30"
    for line in lines[:first]:
        if line.startswith("Time Code Rate="):
            label = line.partition("=")[2].strip().upper()
    if label not in _LABELS:
        raise _invalid(1, f"“Time Code Rate={label[:20]}” is not one of {', '.join(_LABELS)}.")
    return MccLines(lines, _rate(label, lines[first:], expansions(lines[:first])), first)


def _rate(label: str, lines: Sequence[str], letters: dict[int, str]) -> FrameRate:
    """The rate of the label, or the one 1000/1001 slower that the first CDP states."""
    rate = parse_rate(_LABELS[label])
    for number, line in enumerate(lines[:10], 1):
        data = line.partition("\t")[2]
        cdp = _packet(data, letters, number) if data else None
        stated = RATES.get(cdp.rate) if cdp else None
        if stated is not None:
            slower = rate.fps * 1000 / 1001
            return frame_rate(stated) if not rate.drop and stated == slower else rate
    return rate


def _packet(data: str, letters: dict[int, str], number: int) -> Cdp | None:
    """The captions of one ancillary packet; None when it carries something else."""
    try:
        identity, user_data, intact = ancillary(bytes.fromhex(data.translate(letters)))
        if identity == CDP_ID:
            cdp = parse(user_data)
            return cdp if intact else cdp._replace(intact=False)
        if identity == LINE21_ID:
            return Cdp(0, line21(user_data), [], intact)
    except ValueError:
        raise _invalid(number, f"The packet is damaged or cut off: “{data[:40]}”.") from None
    return None


def _time(stamp: str, rate: FrameRate) -> int:
    """The time of a line; version 2.0 may write ".field,line" after the timecode."""
    return parse_timecode(stamp.strip()[:11], rate)


def _check_blank(line: str, number: int) -> None:
    if line.strip() and not line.startswith("//"):
        raise _invalid(number, f"There is no tab between timecode and data: “{line[:40]}”.")


def _invalid(number: int, reason: str) -> CaptionError:
    return CaptionError(
        f"Line {number} of the MCC file cannot be read. {reason}",
        code="invalid_mcc",
        hint="Export the file again, or choose “auto” as the profile to have the format detected.",
        rejected=True,
        line=number,
    )
