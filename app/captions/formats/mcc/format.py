"""MacCaption MCC (.mcc): a timecode and an ancillary packet a line, with CEA-608 and CEA-708 captions."""

from __future__ import annotations

from app.captions.codecs.cea608.channels import CHANNELS_608
from app.captions.codecs.cea608.settings import (
    ALIGN,
    CHANNEL,
    LENIENT,
    ROLL_UP,
    TIMECODE,
    TOO_CLOSE,
    mode_option,
)
from app.captions.codecs.cea708.stream import PROGRAMS
from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.mcc.lines import SIGNATURE
from app.captions.formats.mcc.reader import read
from app.captions.formats.mcc.writer import write
from app.captions.formats.shared.creation_date import DATE
from app.captions.model.option import Option


def sniff(head: Head) -> float:
    """Sure when the file begins with its header."""
    return 1.0 if head.start.startswith(SIGNATURE) else 0.0


FORMAT = CaptionFormat(
    id="mcc",
    name="MacCaption 608/708",
    holds_places=True,
    guide="cea-608",
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
