"""A stream of caption triplets, as MCC files and the user data of pictures carry it: CEA-608 and CEA-708."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.captions.codecs.cea608.channels import CHANNELS_608, Decoded, document_of
from app.captions.codecs.cea608.decoder import EXTRAS, RollUp
from app.captions.codecs.cea608.fields import Line21
from app.captions.codecs.cea708.cdp import Triplet
from app.captions.codecs.cea708.packets import Assembler, service_blocks
from app.captions.codecs.cea708.service import ServiceDecoder
from app.captions.model.document import Document

PROGRAMS = tuple(f"program{letter}" for letter in "ABCDEF")
"""Services 1 to 6 of CEA-708."""


class CaptionStream:
    """Decodes every channel and service; times are in ticks, `frame` is how long a picture is shown."""

    def __init__(self, frame: int, roll_up: RollUp = "lines") -> None:
        self._line21 = Line21(frame, roll_up)
        self._programs = {number: ServiceDecoder(frame, roll_up) for number in range(1, 7)}
        self._assembler = Assembler()
        self._beyond: set[int] = set()

    def feed(self, triplets: Iterable[Triplet], at: int, wide: Mapping[int, bool]) -> None:
        """Take what came with the picture at `at`; `wide` are the services that count in 16:9 cells."""
        for kind, first, second in triplets:
            if kind < 2:
                self._line21.fields[kind].feed((first & 0x7F) << 8 | second & 0x7F, at)
                continue
            packet = self._assembler.feed(kind, first, second)
            if packet is not None:
                self._to_programs(packet, at, wide)

    def _to_programs(self, packet: bytes, at: int, wide: Mapping[int, bool]) -> None:
        for number, data in service_blocks(packet):
            program = self._programs.get(number)
            if program is not None:
                program.wide = wide.get(number, False)
                program.feed(data, at)
            else:
                self._beyond.add(number)

    def document(self, end: int, channel: str) -> Document:
        """The captions of a channel; "auto" takes the CEA-608 channel with the most text, else a service.

        Raises CaptionError `no_captions`.
        """
        decoders: dict[str, Decoded] = dict(self._line21.channels)
        decoders |= {PROGRAMS[number - 1]: program for number, program in self._programs.items()}
        document = document_of(decoders, end, channel, EXTRAS, prefer=CHANNELS_608)
        chosen = document.extras.get(EXTRAS, {}).get("channel")
        for number, name in enumerate(PROGRAMS, 1):
            if name == chosen and (unkept := sorted(self._programs[number].unkept)):
                document.add_issue("not_kept", f"Read, but not kept: {', '.join(unkept)} (CEA-708).")
            if name == chosen and self._programs[number].korean:
                message = "Characters of two bytes were read as KS X 1001, as broadcasts in Korea send them."
                document.add_issue("encoding_guessed", message)
        if self._beyond:
            numbers = ", ".join(map(str, sorted(self._beyond)))
            document.add_issue(
                "service_not_read", f"Not read: captions in service {numbers} (CEA-708); services 1 to 6 are."
            )
        return document
