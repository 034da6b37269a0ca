"""The lines of an MCC file: a header, then a timecode and one ancillary packet each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.captions.codecs.cea608.channels import past_midnight
from app.captions.codecs.cea708.cdp import CDP_ID, LINE21_ID, RATES, Cdp, Triplet, ancillary, line21, parse
from app.captions.formats.mcc.abbreviations import expansions
from app.captions.model.document import Issue
from app.captions.timecode.smpte import FrameRate, frame_rate, parse_rate, parse_timecode
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
    """Reads a file once; `services`, `issues` and `end` (ticks) fill on the way."""

    lines: Sequence[str]
    rate: FrameRate
    first: int
    services: dict[int, tuple[str, bool]] = field(default_factory=dict)
    lenient: bool = False
    issues: list[Issue] = field(default_factory=list)
    end: int = 0

    def frames(self) -> Iterator[Frame]:
        """Every line with captions, in order. Raises CaptionError `invalid_mcc`, `invalid_timecode`."""
        letters = expansions(self.lines[: self.first])
        label = ""
        before = changed = 0
        for number, line in enumerate(self.lines[self.first :], self.first + 1):
            stamp, _, data = line.partition("\t")
            cdp = self._packet(stamp, data, letters, number)
            label = stamp if data else label
            if cdp is None:
                continue
            changed += not cdp.intact
            for service in cdp.services:
                self.services[service.number] = service.language, service.wide
            before = past_midnight(_time(label, self.rate), before, self.rate)
            yield Frame(before, cdp.triplets)
        if label:
            self.end = past_midnight(_time(label, self.rate), before, self.rate) + self.rate.ticks_per_frame
        if changed:
            self.issues.append(Issue("wrong_checksum", f"{changed} lines have a wrong checksum."))

    def _packet(self, stamp: str, data: str, letters: dict[int, str], number: int) -> Cdp | None:
        """The captions of a line, if it has any; a damaged line is refused, or skipped and noted."""
        try:
            if data:
                return _captions(data, letters)
            if not stamp.strip() or stamp.startswith("//"):
                return None
            reason = f"There is no tab between timecode and data: “{stamp[:40]}”."
        except ValueError:
            reason = f"The packet is damaged or cut off: “{data[:40]}”."
        if not self.lenient:
            raise _invalid(number, reason)
        self.issues.append(Issue("damaged_line", f"Line {number} skipped: {reason}"))
        return None


def opened(text: str, *, lenient: bool = False) -> MccLines:
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
    return MccLines(lines, _rate(label, lines[first:], expansions(lines[:first])), first, lenient=lenient)


def _rate(label: str, lines: Sequence[str], letters: dict[int, str]) -> FrameRate:
    """The rate of the label, or the one 1000/1001 slower that the first CDP states."""
    rate = parse_rate(_LABELS[label])
    for line in lines[:10]:
        data = line.partition("\t")[2]
        try:
            cdp = _captions(data, letters) if data else None
        except ValueError:
            continue  # reported when the line is read in its turn
        stated = RATES.get(cdp.rate) if cdp else None
        if stated is not None:
            slower = rate.fps * 1000 / 1001
            return frame_rate(stated) if not rate.drop and stated == slower else rate
    return rate


def _captions(data: str, letters: dict[int, str]) -> Cdp | None:
    """The captions of one ancillary packet; None when it carries something else. Raises ValueError."""
    identity, user_data, intact = ancillary(bytes.fromhex(data.translate(letters)))
    if identity == CDP_ID:
        cdp = parse(user_data)
        return cdp if intact else cdp._replace(intact=False)
    if identity == LINE21_ID:
        return Cdp(0, line21(user_data), [], intact)
    return None


def _time(stamp: str, rate: FrameRate) -> int:
    """The time of a line; version 2.0 may write ".field,line" after the timecode."""
    return parse_timecode(stamp.strip()[:11], rate)


def _invalid(number: int, reason: str) -> CaptionError:
    return CaptionError(
        f"Line {number} of the MCC file cannot be read. {reason}",
        code="invalid_mcc",
        hint="Export the file again, or set the option lenient to skip what is damaged.",
        rejected=True,
        line=number,
    )
