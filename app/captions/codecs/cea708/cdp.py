"""The caption distribution packet (SMPTE ST 334-2) and the ancillary packet around it (ST 291-1)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

CDP_ID: Final = (0x61, 0x01)
LINE21_ID: Final = (0x61, 0x02)
"""DID and SDID of CDPs and of bare line 21 data (ST 334-1)."""

RATES: Final = {
    1: Fraction(24000, 1001), 2: Fraction(24), 3: Fraction(25), 4: Fraction(30000, 1001),
    5: Fraction(30), 6: Fraction(50), 7: Fraction(60000, 1001), 8: Fraction(60),
}  # fmt: skip
"""Frame rates by the code in a CDP (ST 334-2, table 3)."""

RATE_CODES: Final = {fps: code for code, fps in RATES.items()}
TRIPLETS: Final = {1: 25, 2: 25, 3: 24, 4: 20, 5: 20, 6: 12, 7: 10, 8: 10}
"""How many caption triplets a CDP has at each rate (ST 334-2, table 4): always 600 a second."""

_HEADER, _TIME_CODE, _CC_DATA, _SERVICES, _FOOTER = 0x9669, 0x71, 0x72, 0x73, 0x74
_CC_PRESENT, _SERVICES_PRESENT, _ALWAYS = 0x40, 0x20, 0x03
PADDING: Final = b"\xfa\0\0"

Triplet = tuple[int, int, int]
"""Type (0 and 1: line 21 field 1 and 2; 2 and 3: DTVCC) and two bytes."""


class Service(NamedTuple):
    """A caption service a CDP announces: 0 is line 21; ISO 639-2 language; 16:9 coordinates or 4:3."""

    number: int
    language: str
    wide: bool = False


class Cdp(NamedTuple):
    """What a CDP carries; `rate` is the code of its frame rate."""

    rate: int
    triplets: list[Triplet]
    services: list[Service]
    intact: bool


def ancillary(data: bytes) -> tuple[tuple[int, int], bytes, bool]:
    """DID and SDID, user data, and whether the checksum is right. Raises ValueError when cut off."""
    if len(data) < 4 or len(data) < 4 + data[2]:
        raise ValueError
    end = 3 + data[2]
    return (data[0], data[1]), data[3:end], sum(data[:end]) & 0xFF == data[end]


def ancillary_of(identity: tuple[int, int], user_data: bytes) -> bytes:
    """The ancillary packet around user data, checksum included."""
    data = bytes((*identity, len(user_data))) + user_data
    return data + bytes((sum(data) & 0xFF,))


def line21(user_data: bytes) -> list[Triplet]:
    """The pair in a bare line 21 packet (ST 334-1): bit 7 of the first byte set means field 1."""
    if len(user_data) < 3:
        return []
    return [(0 if user_data[0] & 0x80 else 1, user_data[1], user_data[2])]


def parse(data: bytes) -> Cdp:
    """Read a CDP. Raises ValueError when it is none or is cut off."""
    if len(data) < 7 or data[0] << 8 | data[1] != _HEADER:
        raise ValueError
    triplets: list[Triplet] = []
    services: list[Service] = []
    position, end = 7, min(data[2], len(data))
    while position + 1 < end:
        section = data[position]
        if section == _TIME_CODE:
            position += 5
        elif section == _CC_DATA:
            length = 3 * (data[position + 1] & 0x1F)
            triplets += _valid(data[position + 2 : position + 2 + length])
            position += 2 + length
        elif section == _SERVICES:
            length = 7 * (data[position + 1] & 0x0F)
            services += _services(data[position + 2 : position + 2 + length])
            position += 2 + length
        else:
            break
        if position > end:
            raise ValueError
    return Cdp(data[3] >> 4, triplets, services, sum(data[:end]) & 0xFF == 0)


def build(rate: int, triplets: Sequence[bytes], sequence: int, services: Sequence[Service] = ()) -> bytes:
    """A CDP with these triplets (three bytes each), padded to the number its rate has."""
    count = TRIPLETS[rate]
    flags = _CC_PRESENT | _ALWAYS | (_SERVICES_PRESENT | 0x1C if services else 0)
    counter = bytes((sequence >> 8 & 0xFF, sequence & 0xFF))
    body = bytes((rate << 4 | 0x0F, flags)) + counter + bytes((_CC_DATA, 0xE0 | count))
    body += b"".join(triplets) + PADDING * (count - len(triplets))
    if services:
        body += bytes((_SERVICES, 0xF0 | len(services))) + b"".join(map(_service, services))
    body += bytes((_FOOTER,)) + counter
    data = bytes((_HEADER >> 8, _HEADER & 0xFF, len(body) + 4)) + body
    return data + bytes((-sum(data) & 0xFF,))


def _valid(data: bytes) -> list[Triplet]:
    """The triplets marked as valid; a line 21 null stays, since it parts repetitions."""
    return [(data[n] & 3, data[n + 1], data[n + 2]) for n in range(0, len(data) - 2, 3) if data[n] & 4]


@lru_cache(maxsize=256)
def _services(data: bytes) -> list[Service]:
    """Entries of seven bytes: the number, then the language and flags of a caption service descriptor."""
    found = []
    for n in range(0, len(data) - 6, 7):
        digital = data[n + 4] & 0x80
        number = data[n + 4] & 0x3F if digital else 0
        language = data[n + 1 : n + 4].decode("latin-1").strip().casefold()
        found.append(Service(number, language, bool(data[n + 5] & 0x40)))
    return found


def _service(service: Service) -> bytes:
    kind = 0xC0 | service.number if service.number else 0x7E
    language = service.language.ljust(3)[:3].encode("latin-1", "replace")
    flags = 0x7F if service.wide else 0x3F
    return bytes((0xE0 | service.number,)) + language + bytes((kind, flags, 0xFF))
