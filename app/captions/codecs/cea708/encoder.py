"""Screens as DTVCC packets of service 1: windows filled while hidden, then shown (CTA-708-E, section 8).

Every screen is a pop-on caption here, whatever its mode in CEA-608. Windows stand in 4:3 coordinates, 32
columns wide, so that they cover the same cells as the rows of CEA-608. The windows of two screens in turn
have the numbers 0 to 3 and 4 to 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.captions.codecs.cea608.caption_lines import BLOCK_GAP
from app.captions.codecs.cea608.codes import COLUMNS
from app.captions.codecs.cea608.line_codes import PlacedLine
from app.captions.codecs.cea608.pen_attributes import BLACK, DEFAULT, PenAttributes
from app.captions.codecs.cea608.schedule import Shown
from app.captions.codecs.cea708 import commands as c
from app.captions.codecs.cea708.characters import encoded
from app.captions.codecs.cea708.packets import packet_of

SERVICE = 1
_BLOCK_LIMIT = 31
_POPUP, _MONOSPACED = 2, 1
"""Predefined styles (79.102(q)): a pop-up window without fill; fixed pitch, white on black."""

_COLOR_CODES = (0x2A, 0x08, 0x02, 0x0A, 0x20, 0x28, 0x22, 0x00)
"""The colours of CEA-608, black last, with two bits each of red, green, blue: 2 is full, as in 79.102(l)."""


def packets(shown: Sequence[Shown], frames_per_slot: int, room: int) -> dict[int, bytes]:
    """One packet a frame, by frame; `room` is how many bytes of DTVCC data a frame has."""
    sent: dict[int, bytes] = {}
    limit = min(_BLOCK_LIMIT, room - 3)
    free = 0
    for index, screen in enumerate(shown):
        first = index % 2 * 4
        blocks = list(_grouped(screen.screen.lines))
        mask = sum(1 << first + n for n in range(len(blocks)))
        load = list(_filled(_commands(blocks, first), limit))
        start = _load(load, screen.start * frames_per_slot, free, sent)
        others = 0xF0 if first == 0 else 0x0F
        sent[start] = bytes((c.HIDE, others, c.DISPLAY, mask))
        end = max(screen.end * frames_per_slot, start + 1)
        following = shown[index + 1].start * frames_per_slot if index + 1 < len(shown) else None
        if following is None or following > end:
            sent[end] = bytes((c.HIDE, mask))
        free = start + 1
    ordered = enumerate(sorted(sent.items()))
    return {frame: packet_of(SERVICE, data, sequence) for sequence, (frame, data) in ordered}


def _load(load: Sequence[bytes], start: int, free: int, sent: dict[int, bytes]) -> int:
    """Put the packets in the frames just before `start`, or as soon as there is room; the frame to show."""
    frames: list[int] = []
    frame = start - 1
    while frame >= free and len(frames) < len(load):
        if frame not in sent:
            frames.append(frame)
        frame -= 1
    frames.reverse()
    while len(frames) < len(load) or start in sent:
        if start not in sent:
            frames.append(start)
        start += 1
    sent.update(zip(frames, load, strict=True))
    return start


def _grouped(lines: Sequence[PlacedLine]) -> Iterator[Sequence[PlacedLine]]:
    """Lines that stand together, as the decoder groups them."""
    start = 0
    for n in range(1, len(lines) + 1):
        if n == len(lines) or lines[n].row - lines[n - 1].row > BLOCK_GAP:
            yield lines[start:n]
            start = n


def _commands(blocks: Sequence[Sequence[PlacedLine]], first: int) -> Iterator[bytes]:
    """What fills the windows of one screen, in pieces that must not be parted."""
    yield bytes((c.DELETE, 0x0F << first))
    for number, lines in enumerate(blocks, first):
        top = lines[0].row
        rows = lines[-1].row - top
        yield bytes((c.DEFINE + number, 0x18, (top - 1) * 5, 0, rows, COLUMNS - 1, _POPUP << 3 | _MONOSPACED))
        pen = DEFAULT
        for line in lines:
            yield bytes((c.PEN_LOCATION, line.row - top, line.column))
            for word in line.words:
                yield from _text(" " * word.gap)
                yield from _pen(pen, word.pen)
                yield from _text(word.text)
                pen = word.pen
    yield bytes((c.ETX,))


def _text(text: str) -> Iterator[bytes]:
    for character in text:
        yield encoded(character)


def _pen(before: PenAttributes, after: PenAttributes) -> Iterator[bytes]:
    """The commands from one pen to another."""
    if (before.italic, before.underline) != (after.italic, after.underline):
        yield bytes((c.PEN_ATTRIBUTES, 0x05, after.italic << 7 | after.underline << 6 | 0x01))
    if (before.color, before.flash, before.background) != (after.color, after.flash, after.background):
        yield bytes(
            (c.PEN_COLOR, after.flash << 6 | _COLOR_CODES[after.color], _background(after.background), 0)
        )


def _background(color: str | None) -> int:
    if color is None:
        return _COLOR_CODES[BLACK]
    alpha = {"": 0, "80": 2, "00": 3}[color[7:]]
    levels = [2 if color[n : n + 2] != "00" else 0 for n in (1, 3, 5)]
    return alpha << 6 | levels[0] << 4 | levels[1] << 2 | levels[2]


def _filled(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """Pieces gathered into service blocks of up to `limit` bytes."""
    block = b""
    for piece in pieces:
        if len(block) + len(piece) > limit:
            yield block
            block = b""
        block += piece
    if block:
        yield block
