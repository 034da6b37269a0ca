"""Transport streams with teletext (ETSI EN 300 472, 300 706): subtitle pages, as broadcasters send them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.media.clips import make

BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE = range(8)
_PACKET, _VIDEO_PID, _PMT_PID, _TELETEXT_PID = 188, 0x100, 0x1000, 0x101
_BOX_BEGINS, _BOX_ENDS, _DOUBLE_HEIGHT = 0x0B, 0x0A, 0x0D
_UNIT = 46
_UNITS = 7
"""Data units of a PES packet, with which it fills eight transport packets."""
_HAMMING = bytes.fromhex("15 02 49 5e 64 73 38 2f d0 c7 8c 9b a1 b6 fd ea")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows from `start` to `end` (seconds); each line has its colour."""

    start: float
    end: float
    lines: Sequence[tuple[int, str]]
    number: int = 0x888


@dataclass(slots=True)
class _Counter:
    value: int = field(default=-1)

    def next(self) -> int:
        self.value = (self.value + 1) % 16
        return self.value


def with_teletext(
    target: Path, *pages: Page, seconds: int = 8, languages: Sequence[tuple[str, int]] = (("eng", 0x888),)
) -> Path:
    """A film of so many seconds whose teletext has these subtitle pages, as its programme map says."""
    film = make(
        target.with_suffix(".film.ts"), "-f", "lavfi", "-i",
        f"testsrc2=size=160x90:rate=25:duration={seconds}", "-c:v", "mpeg2video", "-muxdelay", "0",
        "-muxpreload", "0", "-mpegts_start_pid", str(_VIDEO_PID), "-mpegts_pmt_start_pid", str(_PMT_PID),
    )  # fmt: skip
    packets = film.read_bytes()
    sent = [packets[at : at + _PACKET] for at in range(0, len(packets), _PACKET)]
    counter, programme = _Counter(), _Counter()
    events = sorted(_events(pages))
    made, shown = [], 0.0
    for packet in sent:
        pid = int.from_bytes(packet[1:3], "big") & 0x1FFF
        if pid == _VIDEO_PID and (at := _time_of(packet)) is not None:
            shown = max(shown, at)
        while events and events[0][0] <= shown:
            made += _transported(*events.pop(0), counter)
        made.append(_programme_map(languages, programme) if pid == _PMT_PID else packet)
    for event in events:
        made += _transported(*event, counter)
    target.write_bytes(b"".join(made))
    return target


def _events(pages: Sequence[Page]) -> Iterator[tuple[float, list[bytes]]]:
    """A page is there when the next header comes, which is why an empty page of another number follows."""
    closing = _header(0x8FF)
    for page in pages:
        rows = [_row(page.number, 20 + 2 * n, line) for n, line in enumerate(page.lines)]
        yield page.start, [_header(page.number), *rows, closing]
        yield page.end, [_header(page.number), closing]


def _address(number: int, row: int) -> bytes:
    magazine = number >> 8 & 7
    return _hamming(magazine | (row & 1) << 3, row >> 1)


def _header(number: int) -> bytes:
    """The header of a page: erased before (C4), subtitles (C6), not shown itself (C7), changed (C8)."""
    tens, units = number >> 4 & 15, number & 15
    return _address(number, 0) + _hamming(units, tens, 0, 8, 0, 8, 3, 1) + _parity(b" " * 32)


def _row(number: int, row: int, line: tuple[int, str]) -> bytes:
    colour, text = line
    boxed = bytes((_DOUBLE_HEIGHT, colour, _BOX_BEGINS, _BOX_BEGINS)) + text.encode("ascii")
    return _address(number, row) + _parity((boxed + bytes((_BOX_ENDS, _BOX_ENDS))).ljust(40))


def _hamming(*nibbles: int) -> bytes:
    return bytes(_HAMMING[nibble] for nibble in nibbles)


def _parity(data: bytes) -> bytes:
    """Seven bits, and an eighth that makes the number of ones odd."""
    return bytes(byte | (0 if byte.bit_count() % 2 else 0x80) for byte in data)


def _transported(at: float, rows: list[bytes], counter: _Counter) -> list[bytes]:
    """One PES packet as transport packets."""
    units = [b"\x03\x2c" + bytes((0xE0 | line, 0xE4)) + _turned(row) for line, row in enumerate(rows, 7)]
    units += [b"\xff\x2c" + b"\xff" * 44] * (_UNITS - len(units))
    header = b"\x84\x80\x24" + _stamp(at) + b"\xff" * 31
    body = header + b"\x10" + b"".join(units)
    pes = b"\x00\x00\x01\xbd" + len(body).to_bytes(2, "big") + body
    made = []
    for place in range(0, len(pes), _PACKET - 4):
        part = pes[place : place + _PACKET - 4]
        made.append(_packet(_TELETEXT_PID, part, counter.next(), begins=place == 0))
    return made


def _packet(pid: int, part: bytes, count: int, *, begins: bool) -> bytes:
    """A transport packet; an adaptation field fills up what is short."""
    room = _PACKET - 4 - len(part)
    filling = bytes((room - 1,)) + (b"\x00" + b"\xff" * (room - 2) if room > 1 else b"") if room else b""
    head = (pid | (0x4000 if begins else 0)).to_bytes(2, "big")
    return b"\x47" + head + bytes(((0x30 if room else 0x10) | count,)) + filling + part


def _stamp(at: float) -> bytes:
    """A time stamp of a PES packet."""
    time = round(at * 90_000)
    return bytes(
        (
            0x21 | time >> 29 & 0x0E, time >> 22 & 0xFF, 0x01 | time >> 14 & 0xFE,
            time >> 7 & 0xFF, 0x01 | time << 1 & 0xFE,
        )
    )  # fmt: skip


def _time_of(packet: bytes) -> float | None:
    """When the picture that begins in this packet is shown."""
    start = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)
    if not packet[1] & 0x40 or packet[start : start + 3] != b"\0\0\1" or not packet[start + 7] & 0x80:
        return None
    a, b, c, d, e = packet[start + 9 : start + 14]
    return ((a >> 1 & 7) << 30 | b << 22 | c >> 1 << 15 | d << 7 | e >> 1) / 90_000


def _turned(row: bytes) -> bytes:
    """Teletext sends the lowest bit first."""
    return bytes(int(f"{byte:08b}"[::-1], 2) for byte in row)


def _programme_map(languages: Sequence[tuple[str, int]], counter: _Counter) -> bytes:
    """The picture and the teletext, whose descriptor says which pages are subtitles in which language."""
    pages = b"".join(
        tag.encode() + bytes((0x02 << 3 | number >> 8 & 7, number & 0xFF)) for tag, number in languages
    )
    described = bytes((0x56, len(pages))) + pages
    streams = b"\x02" + (0xE000 | _VIDEO_PID).to_bytes(2, "big") + b"\xf0\x00"
    streams += b"\x06" + (0xE000 | _TELETEXT_PID).to_bytes(2, "big")
    streams += (0xF000 | len(described)).to_bytes(2, "big") + described
    body = b"\x00\x01\xc1\x00\x00" + (0xE000 | _VIDEO_PID).to_bytes(2, "big") + b"\xf0\x00" + streams
    section = b"\x02" + (0xB000 | len(body) + 4).to_bytes(2, "big") + body
    section += _checksum(section).to_bytes(4, "big")
    part = b"\x00" + section
    head = (_PMT_PID | 0x4000).to_bytes(2, "big") + bytes((0x10 | counter.next(),))
    return (b"\x47" + head + part).ljust(_PACKET, b"\xff")


def _checksum(data: bytes) -> int:
    """CRC-32 as in MPEG-2 systems: no bit turned."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
