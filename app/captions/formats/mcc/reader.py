"""MCC to a document of one channel of CEA-608 or one service of CEA-708."""

from __future__ import annotations

from app.captions.codecs.cea608.channels import CHANNELS_608, Decoded, document_of
from app.captions.codecs.cea608.decoder import EXTRAS
from app.captions.codecs.cea608.fields import Line21
from app.captions.codecs.cea708.languages import tag
from app.captions.codecs.cea708.packets import Assembler, service_blocks
from app.captions.codecs.cea708.service import ServiceDecoder
from app.captions.formats.mcc.lines import MccLines, opened
from app.captions.model.document import Document
from app.captions.model.option import Options

PROGRAMS = tuple(f"program{letter}" for letter in "ABCDEF")
"""Services 1 to 6 of CEA-708."""


def read(text: str, options: Options) -> Document:
    """An MCC text as a document of one channel or service. Raises CaptionError `invalid_mcc`,
    `invalid_timecode`, `no_captions`."""
    lines = opened(text, lenient=options["lenient"])
    frame = lines.rate.ticks_per_frame
    field21 = Line21(frame, options["roll_up"])
    programs = {number: ServiceDecoder(frame, options["roll_up"]) for number in range(1, 7)}
    assembler = Assembler()
    for at, triplets in lines.frames():
        for kind, first, second in triplets:
            if kind < 2:
                field21.fields[kind].feed((first & 0x7F) << 8 | second & 0x7F, at)
                continue
            packet = assembler.feed(kind, first, second)
            if packet is not None:
                _to_programs(packet, programs, lines, at)
    decoders: dict[str, Decoded] = dict(field21.channels)
    decoders |= {PROGRAMS[number - 1]: program for number, program in programs.items()}
    document = document_of(decoders, lines.end, options["channel"], EXTRAS, prefer=CHANNELS_608)
    document.frame_rate, document.drop_frame = lines.rate.fps, lines.rate.drop
    document.language = _language(lines, document)
    document.issues += lines.issues
    channel = document.extras.get(EXTRAS, {}).get("channel")
    for number, name in enumerate(PROGRAMS, 1):
        if name == channel and (unkept := sorted(programs[number].unkept)):
            document.add_issue("not_kept", f"Read, but not kept: {', '.join(unkept)} (CEA-708).")
    return document


def _to_programs(packet: bytes, programs: dict[int, ServiceDecoder], lines: MccLines, at: int) -> None:
    for number, data in service_blocks(packet):
        program = programs.get(number)
        if program is not None:
            program.wide = lines.services.get(number, ("", False))[1]
            program.feed(data, at)


def _language(lines: MccLines, document: Document) -> str | None:
    """The language announced for the service that was read; line 21 is announced as service 0."""
    channel = document.extras.get(EXTRAS, {}).get("channel", "")
    numbers = (PROGRAMS.index(channel) + 1,) if channel in PROGRAMS else (0, 1) if channel == "ch01" else (0,)
    found = (tag(lines.services[number][0]) for number in numbers if number in lines.services)
    return next((language for language in found if language), None)
