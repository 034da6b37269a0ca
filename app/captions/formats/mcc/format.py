"""MacCaption MCC (.mcc): a timecode and an ancillary packet a line, with CEA-608 and CEA-708 captions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from uuid import UUID

from app.captions.codecs.cea608.channels import CHANNELS_608, Decoded, document_of
from app.captions.codecs.cea608.decoder import EXTRAS
from app.captions.codecs.cea608.encoder import NULL, day_of, encode, frames_per_slot, sent_words
from app.captions.codecs.cea608.fields import Line21
from app.captions.codecs.cea608.settings import (
    ALIGN,
    CHANNEL,
    LENIENT,
    ROLL_UP,
    TIMECODE,
    TOO_CLOSE,
    Settings,
    mode_option,
)
from app.captions.codecs.cea708.cdp import CDP_ID, RATE_CODES, TRIPLETS, Service, ancillary_of, build
from app.captions.codecs.cea708.encoder import packets
from app.captions.codecs.cea708.languages import tag, three_letters
from app.captions.codecs.cea708.packets import Assembler, service_blocks
from app.captions.codecs.cea708.service import ServiceDecoder
from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.mcc.header import header
from app.captions.formats.mcc.letters import packed
from app.captions.formats.mcc.lines import SIGNATURE, MccLines, opened
from app.captions.formats.shared.creation_date import DATE, EPOCH, creation_date
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.timecode.smpte import FrameRate, format_timecode, frame_rate

PROGRAMS = tuple(f"program{letter}" for letter in "ABCDEF")
"""Services 1 to 6 of CEA-708."""

RATES = {
    "23.976": "24", "24": "24", "25": "25", "29.97 DF": "30DF", "29.97 NDF": "30", "30": "30", "50": "50",
    "59.94 DF": "60DF", "59.94 NDF": "60", "60": "60",
}  # fmt: skip
"""Frame rates the format has, and what it calls them."""


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
    return document


def write(document: Document, options: Options, losses: Losses) -> str:
    """An MCC text. Raises CaptionError `captions_too_close` and `timecode_out_of_range`."""
    rate = _target_rate(document, options)
    settings = Settings.of(options, full=True)
    schedule = encode(document, settings, rate, losses)
    per_slot = frames_per_slot(rate)
    words = {slot * per_slot: word for slot, word in sent_words(schedule, settings.channel)}
    room = (TRIPLETS[RATE_CODES[rate.fps]] - 2) * 2
    dtvcc = packets(schedule.shown, per_slot, room) if options["cea708"] else {}
    language = three_letters(document.language)
    services = [Service(0, language), *([Service(1, language)] if dtvcc else [])]
    field = int(settings.channel > 2)
    body = "".join(_lines(words, dtvcc, rate, field, services, fill=options["fill"]))
    version = "2.0" if RATES[rate.label] == "60DF" else options["version"]
    identity = UUID(bytes=hashlib.sha256(body.encode()).digest()[:16], version=4)
    return header(version, RATES[rate.label], creation_date(options) or EPOCH, identity) + body


def sniff(head: Head) -> float:
    """Sure when the file begins with its header."""
    return 1.0 if head.start.startswith(SIGNATURE) else 0.0


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


def _target_rate(document: Document, options: Options) -> FrameRate:
    """The document's rate where the format has it, else 29.97."""
    drop = Settings.drops(document, options)
    fps = document.frame_rate if document.frame_rate in RATE_CODES else Fraction(30000, 1001)
    return frame_rate(fps or 30, drop)


def _lines(
    words: dict[int, int],
    dtvcc: dict[int, bytes],
    rate: FrameRate,
    field: int,
    services: Sequence[Service],
    *,
    fill: bool,
) -> Iterator[str]:
    """Every line from the first word or packet to the last; `fill` also those that carry nothing."""
    used = sorted(words.keys() | dtvcc.keys())
    frames = range(used[0], used[-1] + 1) if fill and used else used
    code = RATE_CODES[rate.fps]
    day = day_of(rate)
    for number, frame in enumerate(frames):
        triplets = _line21(words.get(frame, NULL), field, frame, alternate=rate.nominal > 30)
        triplets += _pairs(dtvcc.get(frame, b""))
        announced = services if number % rate.nominal == 0 else ()
        cdp = build(code, triplets, number, announced)
        label = format_timecode(rate.ticks_at(frame % day), rate, ":")
        yield f"{label}\t{packed(ancillary_of(CDP_ID, cdp))}\n"


def _line21(word: int, field: int, frame: int, *, alternate: bool) -> list[bytes]:
    """The pairs of both fields, or of one in turn where a frame of the signal takes two frames."""
    pair = bytes((0xFC | field, word >> 8, word & 0xFF))
    other = bytes((0xFD - field, NULL >> 8, NULL & 0xFF))
    if alternate:
        return [other if frame % 2 else pair]
    return [other, pair] if field else [pair, other]


def _pairs(packet: bytes) -> list[bytes]:
    """A packet as triplets: the first of type 3, the others of type 2."""
    return [bytes((0xFE if n else 0xFF,)) + packet[n : n + 2] for n in range(0, len(packet), 2)]


FORMAT = CaptionFormat(
    id="mcc",
    name="MacCaption 608/708",
    extensions=(".mcc",),
    media_type="text/x-mcc",
    read=read,
    write=write,
    sniff=sniff,
    decode_options=(
        Option(
            "channel",
            "choice",
            "auto",
            "The captions to read: ch01 to ch04 are CC1 to CC4 of CEA-608, programA to programF the services "
            "1 to 6 of CEA-708; auto takes the CEA-608 channel with the most text.",
            ("auto", *CHANNELS_608, *PROGRAMS),
        ),
        ROLL_UP,
        LENIENT,
    ),
    encode_options=(
        mode_option("auto"),
        CHANNEL,
        Option("cea708", "boolean", True, "Write the captions as service 1 of CEA-708 too."),
        TIMECODE,
        ALIGN,
        TOO_CLOSE,
        Option(
            "version", "choice", "1.0", "The version of the format; 60DF exists in 2.0 only.", ("1.0", "2.0")
        ),
        Option("fill", "boolean", True, "Write a line for every frame, also between captions."),
        DATE,
    ),
    frame_based=True,
    keeps=(
        "Times to the frame at 23.976 to 60 frames a second, drop-frame or not.",
        "Pop-on, paint-on and roll-up captions, row and column of every line.",
        "Italics, underline, flashing, the seven colours and eight backgrounds; the language.",
    ),
    loses=(
        "Colours other than the seven, replaced by the nearest.",
        "Characters outside the CEA-608 set, replaced by the nearest.",
        "More than 32 columns: lines are broken.",
        "Bold, typefaces, sizes, ruby, speakers, comments, vertical text.",
    ),
    aliases=("MCC", "MCC V1.0", "MacCaption", "MacCaption MCC V1.0", "MacCaption MCC V2.0"),
)
