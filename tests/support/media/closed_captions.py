"""Films whose pictures carry closed captions: as user data beside them, or drawn into their first rows."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from app.captions.codecs.cea608.encoder import NULL, encode, sent_words
from app.captions.codecs.cea608.settings import Settings
from app.captions.codecs.cea708 import commands as c
from app.captions.model.document import Cue, Document, Run, ticks
from app.captions.model.losses import Losses
from app.captions.timecode.smpte import parse_rate
from tests.support.media.clips import make

RATE, FPS = "30000/1001", 30000 / 1001
PICTURE = ("-f", "lavfi", "-i", f"testsrc2=size=160x90:rate={RATE}:duration=6")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-pix_fmt", "yuv420p")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "bframes=0:log-level=error")
_UNIT = re.compile(rb"\x00\x00\x00?\x01")

Captions = tuple[float, float, str]
"""Begin and end in seconds, and what is said."""

Triplets = dict[int, list[tuple[int, int, int]]]
"""By the number of the picture: a type (0 and 1 are the fields of line 21, 3 and 2 DTVCC) and two bytes."""


def words_608(*cues: Captions, channel: int = 1) -> dict[int, int]:
    """What line 21 says for these captions: a word with parity by the number of the picture."""
    document = Document([Cue(ticks(round(a)), ticks(round(b)), [Run(text)]) for a, b, text in cues])
    rate = parse_rate("29.97", drop=False)
    return dict(sent_words(encode(document, Settings(channel=channel), rate, Losses()), channel))


def line_21(words: Mapping[int, int], *, field: int = 0, pictures: int = 180) -> Triplets:
    """Those words as triplets of a field, with nulls where nothing is said."""
    said = ((number, words.get(number, NULL)) for number in range(pictures))
    return {number: [(field, word >> 8, word & 0xFF)] for number, word in said}


def dtvcc(*services: tuple[int, Sequence[Captions]]) -> Triplets:
    """Captions of services of CEA-708, each a packet that opens a window with its text, and one to hide."""
    sent: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for number, cues in services:
        for start, end, text in cues:
            window = bytes((c.DEFINE, 0x38, 65, 0, 0, 31, 0x11)) + bytes((c.PEN_LOCATION, 0, 4))
            shown = bytes((c.DELETE, 0xFF)) + window + text.encode("latin-1") + bytes((c.ETX,))
            sent[round(start * FPS)].append((number, shown))
            sent[round(end * FPS)].append((number, bytes((c.HIDE, 0xFF))))
    made: Triplets = defaultdict(list)
    sequence = 0
    for picture, blocks in sorted(sent.items()):
        for service, data in blocks:
            packet = _packet(service, data, sequence)
            pairs = [(2 if at else 3, packet[at], packet[at + 1]) for at in range(0, len(packet), 2)]
            made[picture] += pairs
            sequence += 1
    return made


def _packet(service: int, data: bytes, sequence: int) -> bytes:
    """One packet with one service block, with the longer header that services from 7 on need."""
    own = bytes((service << 5 | len(data),)) if service < 7 else bytes((0xE0 | len(data), service))
    block = own + data + b"\0" * (1 - len(own + data) % 2)
    return bytes(((sequence & 3) << 6 | (len(block) + 1) // 2,)) + block


def together(*parts: Triplets) -> Triplets:
    """Several parts in the same pictures."""
    made: Triplets = defaultdict(list)
    for part in parts:
        for number, triplets in part.items():
            made[number] += triplets
    return made


def with_user_data(target: Path, triplets: Triplets, codec: Sequence[str] = H264) -> Path:
    """A film of H.264 or HEVC pictures, each with its triplets as ATSC user data (A/53) in an SEI unit."""
    hevc = "libx265" in codec
    bare = make(target.with_suffix(".hevc" if hevc else ".h264"), *PICTURE, *codec)
    made, picture = b"", 0
    for unit in filter(None, _UNIT.split(bare.read_bytes())):
        if _begins_a_picture(unit, hevc=hevc):
            made += b"\0\0\0\1" + _unit_of(triplets.get(picture, []), hevc=hevc)
            picture += 1
        made += b"\0\0\0\1" + unit
    bare.write_bytes(made)
    return make(target, "-framerate", RATE, "-i", bare, "-c", "copy")


def _begins_a_picture(unit: bytes, *, hevc: bool) -> bool:
    if hevc:
        return unit[0] >> 1 & 0x3F < 32 and bool(unit[2] & 0x80)
    return unit[0] & 31 in (1, 5) and bool(unit[1] & 0x80)


def _unit_of(triplets: Sequence[tuple[int, int, int]], *, hevc: bool) -> bytes:
    carried = b"".join(bytes((0xFC | kind, first, second)) for kind, first, second in triplets)
    payload = b"\xb5\x00\x31GA94\x03" + bytes((0x40 | len(triplets), 0xFF)) + carried + b"\xff"
    message = bytes((4, len(payload))) + payload + b"\x80"
    escaped = re.sub(rb"\0\0(?=[\0-\3])", b"\0\0\3", message)
    return (b"\x4e\x01" if hevc else b"\x06") + escaped


def with_line_21(
    target: Path, *fields: Mapping[int, int], codec: Sequence[str], size: str = "720x486", above: int = 0
) -> Path:
    """A film with line 21 drawn into its rows, below `above` black ones: of one field or of both."""
    wide, high = (int(part) for part in size.split("x"))
    dark = bytes((16,)) * wide
    rows = target.with_suffix(".rows")
    with rows.open("wb") as file:
        for picture in range(180):
            file.write(dark * above + b"".join(_drawn(words.get(picture, NULL), wide) for words in fields))
    drawn = above + len(fields)
    picture = f"testsrc2=size={wide}x{high - drawn}:rate={RATE}:duration=6"
    inputs = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{wide}x{drawn}", "-r", RATE, "-i", rows]
    graph = "[0]format=yuv422p[a];[1]format=yuv422p[b];[a][b]vstack"
    return make(target, *inputs, "-f", "lavfi", "-i", picture, "-filter_complex", graph, *codec)


@cache
def _drawn(word: int, wide: int) -> bytes:
    """Line 21 as luma (CTA-608-E, 4.1): seven waves, two zeros, a one, then the bits, lowest first."""
    bit = wide / 720 * 13.5e6 / 503_496.5
    begin, top = 13 * wide / 720, 16 + 219 / 2
    bits = [0, 0, 1] + [word >> (8 - at // 8 * 8) + at % 8 & 1 for at in range(16)]
    row = bytearray()
    for pixel in range(wide):
        place = (pixel - begin) / bit
        light = 0.0
        if 0 <= place < 7:
            light = (1 - math.cos(2 * math.pi * place)) / 2
        elif 7 <= place < 7 + len(bits):
            light = float(bits[int(place - 7)])
        row.append(round(16 + light * (top - 16)))
    return bytes(row)
