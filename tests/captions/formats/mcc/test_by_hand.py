"""MCC put together byte by byte, as SMPTE ST 334-2 and CTA-708 say: not by the writer under test."""

import re

import pytest

from app.captions.formats.mcc import format as mcc
from app.captions.model.document import Mode, Run, Style
from tests.support.captions.cea608 import cells, defaults

FRAME = 3_600_000  # ticks, at 25 a second
HEADER = """File Format=MacCaption_MCC V1.0

UUID=00000000-0000-0000-0000-000000000000
Creation Program=By hand
Creation Date=Sunday, March 1, 2026
Creation Time=12:00:00
Time Code Rate=25

"""
EMPTY = (0xF8, 0x80, 0x80), (0xF9, 0x80, 0x80)
LINE_21 = ["9420", "9420", "9470", "9470", "C8E9", "AE80", "942F", "942F"]
"""Pop-on, row 15: “Hi.”, and shown; a word a frame."""


def line(number: int, line_21: str = "", packet: bytes = b"") -> str:
    """The line of frame `number`: a caption distribution packet with 24 triplets at most."""
    first = (0xFC, *bytes.fromhex(line_21)) if line_21 else EMPTY[0]
    pairs = [packet[at : at + 2].ljust(2, b"\0") for at in range(0, len(packet), 2)]
    triplets = [first, EMPTY[1], *((0xFE if index else 0xFF, *pair) for index, pair in enumerate(pairs))]
    triplets += [(0xFA, 0, 0)] * (24 - len(triplets))
    data = bytes(byte for triplet in triplets for byte in triplet)
    body = bytes([0x96, 0x69, 13 + len(data), 0x3F, 0x43, number >> 8, number & 255, 0x72, 0xE0 | 24]) + data
    footer = bytes([0x74, number >> 8, number & 255])
    packet = body + footer
    packet += bytes([-sum(packet) & 255])
    ancillary = bytes([0x61, 0x01, len(packet)]) + packet
    text = (ancillary + bytes([sum(ancillary) & 255])).hex().upper()
    return f"00:00:{number // 25:02}:{number % 25:02}\t{text}"


def service_packet(sequence: int, data: bytes, service: int = 1) -> bytes:
    """A DTVCC packet with one block."""
    block = bytes([service << 5 | len(data)]) + data
    size = (len(block) + 2) // 2
    return bytes([sequence << 6 | size]) + block.ljust(2 * size - 1, b"\0")


def window(row: int, rows: int = 1) -> bytes:
    """CW0 DF0: hidden, its top left at this row of 15, 32 columns, pen style 1."""
    return bytes([0x80, 0x98, 0x18, (row - 1) * 5, 0, rows - 1, 31, 0x11])


SPOKEN = {
    0: window(13, 2) + b"Hello",
    1: b"\r" + bytes([0x90, 0x05, 0x80]) + b"harbour" + b"\x03",
    5: b"\x89\x01",
    30: b"\x88\x01",
    32: window(14) + b"Bye \x7f" + b"\x03",
    34: b"\x89\x01",
    50: b"\x88\x01",
}
"""What service 1 is sent, by frame: windows, text with italics (SPA), DSW and CLW."""


def film(*, zipped: bool = False) -> str:
    """Two seconds and a half; `zipped` with MacCaption's letters for what comes often."""
    lines, sequence = [], 0
    for number in range(63):
        word = LINE_21[number] if number < len(LINE_21) else "942C" if number in (40, 41) else "8080"
        packet = b""
        if number in SPOKEN:
            packet = service_packet(sequence % 4, SPOKEN[number])
            sequence += 1
        lines.append(line(number, word, packet))
    return HEADER + "\n".join(_zipped(sent) if zipped else sent for sent in lines) + "\n"


def _zipped(sent: str) -> str:
    label, tab, data = sent.partition("\t")
    letters = {"FA0000" * 9: "O", "FA0000" * 3: "I", "FA0000": "G", "9669": "S", "6101": "T", "00": "Z"}
    pieces = re.compile("|".join([*letters, ".."]))
    return label + tab + pieces.sub(lambda found: letters.get(found[0], found[0]), data)


def read(text: str, **options: object):
    return mcc.read(text, defaults(mcc.FORMAT.decode_options, **options))


@pytest.mark.parametrize("zipped", [False, True])
def test_line_21(zipped: bool) -> None:
    doc = read(film(zipped=zipped))
    assert [(c.start // FRAME, c.end // FRAME, c.text, c.mode) for c in doc.cues] == [
        (6, 40, "Hi.", Mode.POP_ON)
    ]
    assert (doc.frame_rate, doc.issues) == (25, [])
    assert doc.extras["cea-608"]["channels"] == ["ch01", "programA"]


@pytest.mark.parametrize("zipped", [False, True])
def test_service_1(zipped: bool) -> None:
    """From the packet that shows the window to that which clears it."""
    doc = read(film(zipped=zipped), channel="programA")
    assert [(c.start // FRAME, c.end // FRAME, c.text) for c in doc.cues] == [
        (5, 30, "Hello\nharbour"),
        (34, 50, "Bye ♪"),
    ]
    assert doc.cues[0].runs == [Run("Hello\n"), Run("harbour", Style(italic=True))]
    assert [cells(c, "cea-708") for c in doc.cues] == [[(13, 0), (14, 0)], [(14, 0)]]


def test_a_packet_may_be_sent_in_pieces() -> None:
    """Its first two bytes in one frame, the rest in the next."""
    whole = service_packet(0, window(15) + b"Hi\x03\x89\x01")
    lines = []
    for number in range(10):
        sent = line(number)
        if number == 3:
            sent = line(number, "", whole[:8])
        if number == 4:
            sent = line(number, "", whole[8:])
            wrong, right = f"FF{whole[8:10].hex()}".upper(), f"FE{whole[8:10].hex()}".upper()
            sent = with_checksums(sent.replace(wrong, right))
        if number == 8:
            sent = line(number, "", service_packet(1, b"\x88\x01"))
        lines.append(sent)
    doc = read(HEADER + "\n".join(lines) + "\n", channel="programA")
    assert [(c.start // FRAME, c.end // FRAME, c.text) for c in doc.cues] == [(4, 8, "Hi")]


def with_checksums(text: str) -> str:
    """A line whose data was changed, with the sums that it now has."""
    label, tab, data = text.partition("\t")
    body = bytes.fromhex(data)[3:-2]
    body += bytes([-sum(body) & 255])
    ancillary = bytes.fromhex(data)[:3] + body
    return label + tab + (ancillary + bytes([sum(ancillary) & 255])).hex().upper()
