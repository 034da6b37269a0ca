"""DTVCC packets and the service blocks in them (CTA-708-E, sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Iterator

PACKET_START, PACKET_DATA = 3, 2
"""The types of caption data that carry packets (CTA-708-E, section 4.4)."""


class Assembler:
    """Puts packets together from the byte pairs that carry them."""

    def __init__(self) -> None:
        self._packet = bytearray()
        self._size = 0

    def feed(self, kind: int, first: int, second: int) -> bytes | None:
        """Take a pair of type 2 or 3; the packet it completes, header included, or None.

        A packet that another one cuts off is given up, as a receiver does.
        """
        if kind == PACKET_START:
            self._packet.clear()
            self._size = (first & 0x3F or 64) * 2
        if not self._size:
            return None
        self._packet += bytes((first, second))
        if len(self._packet) < self._size:
            return None
        self._size = 0
        return bytes(self._packet)


def service_blocks(packet: bytes) -> Iterator[tuple[int, bytes]]:
    """Service number and data of every block in a packet; a block that is cut off ends the packet."""
    position = 1
    while position < len(packet):
        service, size = packet[position] >> 5, packet[position] & 0x1F
        position += 1
        if service == 7 and size and position < len(packet):
            service = packet[position] & 0x3F
            position += 1
        if not service or not size or position + size > len(packet):
            return
        yield service, packet[position : position + size]
        position += size


def packet_of(service: int, data: bytes, sequence: int) -> bytes:
    """One packet with one block of up to 31 bytes for a service from 1 to 6, padded to an even length."""
    block = bytes((service << 5 | len(data),)) + data
    padded = block + b"\0" * (1 - len(block) % 2)
    return bytes(((sequence & 3) << 6 | (len(padded) + 1) // 2,)) + padded
