"""DCP Interop subtitles (.xml): `DCSubtitle`, the older subtitles of digital cinema; read only.

Source: CineCanvas, "Interop DCSubtitle" version 1.1. A time is HH:MM:SS:TTT with ticks of 4 ms, 250 a second,
or HH:MM:SS.mmm.
"""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.dcinema import fill, parsed, said
from app.captions.formats.shared.language_names import language_tag
from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND, Document
from app.captions.model.option import Options

NAME = "DCP Interop subtitles"
_TIME = re.compile(r"\s{0,9}(\d{1,3}):(\d{1,2}):(\d{1,2})([:.])(\d{1,3})\s{0,9}")
_TICKS = 250
_ANY_TIME = re.compile(r"Time(?:In|Out)=[\"']\d{1,3}:\d{1,2}:\d{1,2}:(\d{3})[\"']")


def read(text: str, options: Options) -> Document:
    """DCP Interop subtitles as a document; CaptionError from the XML parser, and `wrong_file`."""
    root = parsed(text, "DCSubtitle", NAME)
    document = Document(language=language_tag(said(root, "Language")), title=said(root, "MovieTitle") or None)
    parts = max((int(part) for part in _ANY_TIME.findall(text)), default=0)
    scale = _TICKS if parts < _TICKS else 1000
    fill(document, root, lambda time: _ticks(time, scale))
    if scale != _TICKS:
        message = (
            "Times have parts of a second above 249: read as milliseconds, though the format counts 4 ms."
        )
        document.add_issue("time_unit_assumed", message)
    return document


def _ticks(time: str, scale: int) -> int | None:
    match = _TIME.fullmatch(time)
    if match is None:
        return None
    hours, minutes, seconds = (int(match[n]) for n in (1, 2, 3))
    whole = ((hours * 60 + minutes) * 60 + seconds) * TICKS_PER_SECOND
    if match[4] == ".":
        return whole + int(match[5].ljust(3, "0")) * TICKS_PER_MS
    return whole + int(match[5]) * TICKS_PER_SECOND // scale


def sniff(head: Head) -> float:
    """Sure by its root element."""
    return 1.0 if head.start.startswith("<") and "<DCSubtitle" in head.start[:4096] else 0.0


FORMAT = CaptionFormat(
    id="dcp-interop",
    name=NAME,
    extensions=(".xml",),
    media_type="text/xml",
    read=read,
    sniff=sniff,
    keeps=(
        "times to 4 ms",
        "text, each line in its order on the picture, ruby",
        "italic, bold, underline, colour",
        "placement from the top or the bottom, left or right",
        "title, language, names of pictures",
    ),
    loses=("fades, effects, sizes and fonts", "exact places across the picture", "the pictures themselves"),
    aliases=("DCSubtitle", "CineCanvas", "D-Cinema Interop"),
)
