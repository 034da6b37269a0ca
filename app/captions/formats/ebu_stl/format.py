"""EBU STL, the binary subtitling data exchange format of EBU Tech 3264."""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.ebu_stl.tables import CODE_TABLES
from app.captions.formats.shared.creation_date import DATE
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options

_GSI = re.compile(rb"[0-9 ]{3}STL[0-9]{2}\.[0-9]{2}[012 ]")
_SWITCH = ("auto", "on", "off")

_DECODE = (
    Option(
        "timecode_rate",
        "choice",
        "auto",
        "Frames a second of the time codes; auto takes the file's own (25, or 30 for STL30.01).",
        choices=("auto", "23.976", "24", "25", "29.97 DF", "29.97 NDF", "30", "50"),
    ),
    Option(
        "start_of_programme",
        "boolean",
        False,
        "Count times from the start of the programme (TCP) that the file names; what is before is left out.",
    ),
    Option(
        "code_table",
        "choice",
        "auto",
        "Character table of the text; auto takes the file's own, which some files give wrongly.",
        choices=("auto", *CODE_TABLES),
    ),
    Option("lenient", "boolean", False, "Read a file that is cut short as far as it goes."),
)
_ENCODE = (
    Option(
        "display_standard",
        "choice",
        "auto",
        "Teletext has colours, open subtitles italics and underline; auto keeps the source's, else teletext.",
        choices=("auto", "teletext", "open"),
    ),
    Option(
        "timecode_rate",
        "choice",
        "auto",
        "Frames a second of the time codes: 25 makes STL25.01, the others STL30.01. auto follows the source "
        "and the job's frame rate fields; 25 when nobody says a rate, or one that EBU STL does not have.",
        choices=("auto", "25", "30", "29.97 DF", "29.97 NDF"),
    ),
    Option(
        "code_table",
        "choice",
        "auto",
        "Character table of the text; auto takes the one that holds it best.",
        choices=("auto", *CODE_TABLES),
    ),
    Option("double_height", "choice", "auto", "Double height in teletext; auto means on.", choices=_SWITCH),
    Option("boxing", "choice", "auto", "A box behind teletext; auto means on.", choices=_SWITCH),
    Option(
        "language", "text", "", "Language tag for the header, such as de; empty takes the document's own."
    ),
    Option("country", "text", "", "Country of origin for the header, three letters such as DEU."),
    Option(
        "start_timecode",
        "text",
        "",
        "Time code at which the programme starts (TCP), such as 10:00:00:00: all times move there. "
        "Empty leaves them as they are.",
    ),
    DATE,
)


def _read(data: bytes, options: Options) -> Document:
    from app.captions.formats.ebu_stl.reader import read
    from app.captions.timecode.smpte import parse_rate

    rate = None if options["timecode_rate"] == "auto" else parse_rate(options["timecode_rate"])
    table = CODE_TABLES.get(options["code_table"])
    return read(data, rate, bool(options["start_of_programme"]), table, bool(options["lenient"]))


def _write(document: Document, options: Options, losses: Losses) -> bytes:
    from app.captions.formats.ebu_stl.settings import settings_of
    from app.captions.formats.ebu_stl.writer import write

    return write(document, settings_of(document, options), losses)


def _sniff(head: Head) -> float:
    return 0.99 if _GSI.match(head.data) else 0.0


FORMAT = CaptionFormat(
    id="ebu-stl",
    name="EBU STL",
    holds_places=True,
    holds_title=True,
    guide="ebu-stl",
    extensions=(".stl",),
    media_type="application/vnd.ebu.stl",
    read=_read,
    write=_write,
    sniff=_sniff,
    binary=True,
    decode_options=_DECODE,
    encode_options=_ENCODE,
    frame_based=True,
    usual_rate="25",
    holds_notes=True,
    holds_names=True,
    keeps=(
        "text with line breaks, in ISO 6937 and the Cyrillic, Arabic, Greek and Hebrew tables",
        "times to the frame, and the start of the programme",
        "in teletext the eight colours for text and background, and flashing",
        "in open subtitles italic, underline and a box",
        "the row, and left, centred or right",
        "of an EBU STL source also comments, groups, cumulative sets, user data and every header field",
    ),
    loses=(
        "bold, struck-through text, fonts, sizes, ruby and languages of a part",
        "italic and underline in teletext, colours in open subtitles, other colours than the eight",
        "places across the picture and vertical writing",
        "speakers and names of captions",
        "times inside a caption, roll-up and paint-on",
        "characters outside the chosen table (the nearest is written)",
    ),
    aliases=("EBU-STL", "EBU Tech 3264", "EBU N19"),
)
