"""Caption triplets out of the user data of pictures: H.264 and HEVC (SEI) and MPEG-2 (ATSC A/53 part 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from app.captions.codecs.cea708.cdp import Triplet
from app.captions.codecs.cea708.stream import CaptionStream
from app.captions.model.document import Document, ticks

_START_CODE = re.compile(rb"\x00\x00\x01")
_CAPTIONS = b"GA94\x03"
"""The identifier of ATSC user data and the type of cc_data (A/53 part 4, 6.2.3)."""

_REGISTERED = 4
"""The SEI payload that is registered by a country: 0xB5 is the United States, 0x0031 is ATSC."""
_ATSC = b"\xb5\x00\x31"


def triplets(units: bytes, codec: str) -> list[Triplet]:
    """The valid caption triplets in the units of one picture; `codec` is ffmpeg's name."""
    found: list[Triplet] = []
    for unit in filter(None, (part.rstrip(b"\0") for part in _START_CODE.split(units))):
        if codec == "mpeg2video":
            found += _cc_data(unit[1:].removeprefix(_CAPTIONS)) if unit[1:].startswith(_CAPTIONS) else []
            continue
        body = unit[1 if codec == "h264" else 2 :].replace(b"\0\0\3", b"\0\0")
        for kind, payload in _messages(body):
            if kind == _REGISTERED and payload.startswith(_ATSC + _CAPTIONS):
                found += _cc_data(payload[len(_ATSC + _CAPTIONS) :])
    return found


def _messages(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and payload of each SEI message (H.264, 7.3.2.3); what is cut off is left out."""
    position = 0
    while position + 2 <= len(body):
        kind, position = _counted_up(body, position)
        size, position = _counted_up(body, position)
        yield kind, body[position : position + size]
        position += size


def _counted_up(body: bytes, position: int) -> tuple[int, int]:
    """A number in as many bytes of 255 as it needs and a last one; and the position after it."""
    value = 0
    while position < len(body) and body[position] == 255:
        value, position = value + 255, position + 1
    last = body[position] if position < len(body) else 0
    return value + last, position + 1


def _cc_data(data: bytes) -> list[Triplet]:
    """The triplets that are marked as valid; a null of line 21 stays, since it parts repetitions."""
    if not data or not data[0] & 0x40:  # process_cc_data_flag
        return []
    body = data[2 : 2 + 3 * (data[0] & 0x1F)]
    return [(body[n] & 3, body[n + 1], body[n + 2]) for n in range(0, len(body) - 2, 3) if body[n] & 4]


def document_of_pictures(
    pictures: Sequence[tuple[Fraction, bytes]], codec: str, frame: Fraction, end: float, channel: str
) -> Document:
    """The captions of one channel; for a guarded child.

    `pictures` are time (seconds) and user data, `frame` is how many seconds one is shown, `end` the
    film's length. Raises CaptionError `no_captions` for a channel without any.
    """
    stream = CaptionStream(ticks(frame))
    for at, units in pictures:
        stream.feed(triplets(units, codec), ticks(at), {})
    return stream.document(ticks(Fraction(end)), channel)
