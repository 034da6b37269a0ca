"""The packets of a track as ffmpeg lists them (framecrc, framemd5): time, size and digest of each."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

LISTED = ["-f", "framecrc"]
_TIME_BASE = re.compile(r"#tb 0: (\d+)/(\d+)")
_PACKET = re.compile(r"0, *-?\d+, *(-?\d+), *\d+, *(\d+), *(\w+)")


class Packet(NamedTuple):
    """Shown at `at` (seconds), of `size` bytes; `digest` tells it from others."""

    at: Fraction
    size: int
    digest: str


def packets(listing: str) -> list[Packet]:
    """The packets of a listing of one track, in file order."""
    base = _TIME_BASE.search(listing)
    unit = Fraction(int(base[1]), int(base[2])) if base else Fraction(1, 1000)
    return [Packet(int(at) * unit, int(size), digest) for at, size, digest in _PACKET.findall(listing)]
