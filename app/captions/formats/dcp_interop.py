"""DCP Interop subtitles (.xml): `DCSubtitle`, the older subtitles of digital cinema.

Source: CineCanvas, "Interop DCSubtitle" version 1.1. A time is HH:MM:SS:TTT with ticks of 4 ms, 250 a second,
or HH:MM:SS.mmm.
"""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.language_names import english_name, language_tag
from app.captions.formats.shared.xml_files.dcinema_reader import fill
from app.captions.formats.shared.xml_files.dcinema_writer import FONT, OPTIONS, Notation, subtitles
from app.captions.formats.shared.xml_files.parsing import has_root, parsed, said
from app.captions.formats.shared.xml_files.writing import DECLARATION, id_of, text_element
from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND, Document
from app.captions.model.losses import Losses
from app.captions.model.option import Options

NAME = "DCP Interop subtitles"
_TIME = re.compile(r"\s{0,9}(\d{1,3}):(\d{1,2}):(\d{1,2})([:.])(\d{1,3})\s{0,9}")
_TICKS = 250


def read(text: str, options: Options) -> Document:
    """DCP Interop subtitles as a document; CaptionError from the XML parser, and `wrong_file`."""
    root = parsed(text, "DCSubtitle", NAME)
    document = Document(language=language_tag(said(root, "Language")), title=said(root, "MovieTitle") or None)
    given = (element.get(name, "") for element in root.iter("{*}Subtitle") for name in ("TimeIn", "TimeOut"))
    parts = [int(match[5]) for time in given if (match := _TIME.fullmatch(time)) and match[4] == ":"]
    scale = _TICKS if max(parts, default=0) < _TICKS else 1000
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


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as one reel; the font is left to the program that makes the package."""
    body = list(subtitles(document, _NOTATION, _span, options, losses))
    lines = [
        DECLARATION,
        '<DCSubtitle Version="1.0">',
        text_element("SubtitleID", id_of(body)),
        text_element("MovieTitle", document.title or ""),
        text_element("ReelNumber", str(options.get("reel", 1))),
        text_element("Language", english_name(str(options.get("language") or document.language or ""))),
        FONT,
        *body,
        "</Font>",
        "</DCSubtitle>",
        "",
    ]
    return "\n".join(lines)


_NOTATION = Notation("VAlign", "VPosition", "HAlign", "HPosition", "Underlined", "0", "vertical")


def _span(start: int, end: int) -> tuple[str, str]:
    """Both ends to the nearest tick of 4 ms; a caption that would lose its length keeps one."""
    first, last = (max(round(time * _TICKS / TICKS_PER_SECOND), 0) for time in (start, end))
    return _clock(first), _clock(max(last, first + (end > start)))


def _clock(ticks: int) -> str:
    seconds, part = divmod(ticks, _TICKS)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{part:03}"


def sniff(head: Head) -> float:
    """Sure by its root element."""
    return 1.0 if has_root(head, "DCSubtitle") else 0.0


FORMAT = CaptionFormat(
    id="dcp-interop",
    name=NAME,
    holds_places=True,
    extensions=(".xml",),
    media_type="text/xml",
    read=read,
    write=write,
    sniff=sniff,
    holds_title=True,
    encode_options=OPTIONS,
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
