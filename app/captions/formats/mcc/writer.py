"""A document to MCC: CEA-608 and CEA-708 in the packet of every frame."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from fractions import Fraction

from app.captions.codecs.cea608.encoder import NULL, day_of, encode, frames_per_slot, sent_words
from app.captions.codecs.cea608.settings import (
    Settings,
)
from app.captions.codecs.cea708.cdp import CDP_ID, RATE_CODES, TRIPLETS, Service, ancillary_of, build
from app.captions.codecs.cea708.encoder import packets
from app.captions.codecs.cea708.languages import three_letters
from app.captions.formats.mcc.abbreviations import packed
from app.captions.formats.mcc.header import header
from app.captions.formats.shared.creation_date import EPOCH, creation_date
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.timecode.smpte import FrameRate, format_timecode, frame_rate

RATES = {
    "23.976": "24", "24": "24", "25": "25", "29.97 DF": "30DF", "29.97 NDF": "30", "30": "30", "50": "50",
    "59.94 DF": "60DF", "59.94 NDF": "60", "60": "60",
}  # fmt: skip
"""Frame rates the format has, and what it calls them."""


MOST_FILLED = 300_000
"""Frames up to which every one has its line, about three hours; a longer file would be too large."""


def write(document: Document, options: Options, losses: Losses) -> str:
    """An MCC text. Raises CaptionError `captions_too_close` and `timecode_out_of_range`."""
    rate = _target_rate(document, options)
    settings = Settings.of(options, full=True)
    schedule = encode(document, settings, rate, losses)
    per_slot = frames_per_slot(rate)
    words = {slot * per_slot: word for slot, word in sent_words(schedule, settings.channel)}
    room = (TRIPLETS[RATE_CODES[rate.fps]] - 2) * 2
    dtvcc = packets(schedule.shown, per_slot, room) if options["cea708"] else {}
    language = three_letters(document.language)
    services = [Service(0, language), *([Service(1, language)] if dtvcc else [])]
    field = int(settings.channel > 2)
    fill = options["fill"] and _frames(words, dtvcc) <= MOST_FILLED
    body = "".join(_lines(words, dtvcc, rate, field, services, fill=fill))
    version = "2.0" if RATES[rate.label] == "60DF" else options["version"]
    from uuid import UUID  # imported when it is needed: it takes as long as ten formats

    identity = UUID(bytes=hashlib.sha256(body.encode()).digest()[:16], version=4)
    return header(version, RATES[rate.label], creation_date(options) or EPOCH, identity) + body


def _frames(words: dict[int, int], dtvcc: dict[int, bytes]) -> int:
    """How many frames lie between the first word or packet and the last."""
    used = words.keys() | dtvcc.keys()
    return max(used) - min(used) if used else 0


def _target_rate(document: Document, options: Options) -> FrameRate:
    """The document's rate where the format has it, else 29.97."""
    drop = Settings.drops(document, options)
    fps = document.frame_rate if document.frame_rate in RATE_CODES else Fraction(30000, 1001)
    return frame_rate(fps or 30, drop)


def _lines(
    words: dict[int, int],
    dtvcc: dict[int, bytes],
    rate: FrameRate,
    field: int,
    services: Sequence[Service],
    *,
    fill: bool,
) -> Iterator[str]:
    """Every line from the first word or packet to the last; `fill` also those that carry nothing."""
    used = sorted(words.keys() | dtvcc.keys())
    frames = range(used[0], used[-1] + 1) if fill and used else used
    code = RATE_CODES[rate.fps]
    day = day_of(rate)
    for number, frame in enumerate(frames):
        triplets = _line21(words.get(frame, NULL), field, frame, alternate=rate.nominal > 30)
        triplets += _pairs(dtvcc.get(frame, b""))
        announced = services if number % rate.nominal == 0 else ()
        cdp = build(code, triplets, number, announced)
        label = format_timecode(rate.ticks_at(frame % day), rate, ":")
        yield f"{label}\t{packed(ancillary_of(CDP_ID, cdp))}\n"


def _line21(word: int, field: int, frame: int, *, alternate: bool) -> list[bytes]:
    """The pairs of both fields, or of one in turn where a frame of the signal takes two frames."""
    pair = bytes((0xFC | field, word >> 8, word & 0xFF))
    other = bytes((0xFD - field, NULL >> 8, NULL & 0xFF))
    if alternate:
        return [other if frame % 2 else pair]
    return [other, pair] if field else [pair, other]


def _pairs(packet: bytes) -> list[bytes]:
    """A packet as triplets: the first of type 3, the others of type 2."""
    return [bytes((0xFE if n else 0xFF,)) + packet[n : n + 2] for n in range(0, len(packet), 2)]
