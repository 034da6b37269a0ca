"""Text and Timing Information blocks: 128 bytes each (Tech 3264, section 4.3)."""

from __future__ import annotations

from typing import NamedTuple

from app.captions.formats.ebu_stl.text_field import SIZE as TEXT_SIZE

SIZE = 128
LAST_BLOCK = 0xFF
USER_DATA = 0xFE
LAST_EXTENSION = 0xEF


class Block(NamedTuple):
    """One block: group, number, extension number, cumulative status, times, row, justification, comment."""

    group: int
    number: int
    extension: int
    cumulative: int
    begin: bytes
    end: bytes
    row: int
    justification: int
    comment: bool
    text: bytes

    def pack(self) -> bytes:
        """The 128 bytes; short text is filled up with unused space."""
        head = bytes((self.group,)) + self.number.to_bytes(2, "little")
        head += bytes((self.extension, self.cumulative)) + self.begin + self.end
        head += bytes((self.row, self.justification, int(self.comment)))
        return head + self.text.ljust(TEXT_SIZE, b"\x8f")


def unpack(data: bytes) -> Block:
    """A block from its 128 bytes."""
    return Block(
        group=data[0],
        number=int.from_bytes(data[1:3], "little"),
        extension=data[3],
        cumulative=data[4],
        begin=data[5:9],
        end=data[9:13],
        row=data[13],
        justification=data[14],
        comment=data[15] == 1,
        text=data[16:],
    )
