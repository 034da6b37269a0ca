"""D-Cinema subtitles by SMPTE ST 428-7 (.xml): the `SubtitleReel` in the MXF of a package.

A time is HH:MM:SS:EE in editable units, `TimeCodeRate` of them a second.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.creation_date import DATE, EPOCH, creation_date
from app.captions.formats.shared.language_names import language_tag
from app.captions.formats.shared.timecodes import writing_rate
from app.captions.formats.shared.xml_files.dcinema_reader import fill
from app.captions.formats.shared.xml_files.dcinema_writer import FONT, OPTIONS, Notation, subtitles
from app.captions.formats.shared.xml_files.parsing import has_root, parsed, said
from app.captions.formats.shared.xml_files.writing import DECLARATION, id_of, text_element
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.timecode.smpte import FrameRate, format_timecode, frame_rate
from app.core.errors import CaptionError

NAME = "D-Cinema subtitles (SMPTE ST 428-7)"
_TIME = re.compile(r"\s{0,9}(\d{1,3}):(\d{1,2}):(\d{1,2})[:;.](\d{1,3})\s{0,9}")
_USUAL = Fraction(24)


def read(text: str, options: Options) -> Document:
    """A subtitle reel as a document; CaptionError from the XML parser, and `wrong_file`."""
    root = parsed(text, "SubtitleReel", NAME)
    rate = _rate(root)
    document = Document(
        language=language_tag(said(root, "Language")),
        title=said(root, "ContentTitleText") or None,
        frame_rate=rate.fps,
        drop_frame=False,
    )
    fill(document, root, lambda time: _ticks(time, rate))
    return document


def _rate(root: Any) -> FrameRate:
    """What times count: `TimeCodeRate`, else the rate of the picture, else 24."""
    stated = said(root, "TimeCodeRate") or "/".join(said(root, "EditRate").split())
    try:
        return frame_rate(Fraction(stated) if stated else _USUAL, False)
    except (ValueError, ZeroDivisionError, CaptionError):
        return frame_rate(_USUAL, False)


def _ticks(time: str, rate: FrameRate) -> int | None:
    match = _TIME.fullmatch(time)
    if match is None:
        return None
    hours, minutes, seconds, units = map(int, match.groups())
    return rate.ticks_at(((hours * 60 + minutes) * 60 + seconds) * rate.nominal + units)


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as one reel, in whole frames a second; the font is left to the maker of the package."""
    rate = frame_rate(writing_rate(document).nominal, False)

    def span(start: int, end: int) -> tuple[str, str]:
        first, last = rate.snap_span(max(start, 0), max(end, 0))
        return format_timecode(first, rate), format_timecode(last, rate)

    body = list(subtitles(document, _NOTATION, span, options, losses))
    made = creation_date(options) or EPOCH
    language = str(options.get("language") or document.language or "")
    lines = [
        DECLARATION,
        f'<SubtitleReel xmlns="{_NAMESPACE}">',
        text_element("Id", f"urn:uuid:{id_of(body)}"),
        text_element("ContentTitleText", document.title or "Captions"),
        text_element("IssueDate", f"{made:%Y-%m-%dT%H:%M:%S}.000-00:00"),
        text_element("ReelNumber", str(options.get("reel", 1))),
        *([text_element("Language", language)] if language else []),
        text_element("EditRate", f"{rate.nominal} 1"),
        text_element("TimeCodeRate", str(rate.nominal)),
        text_element("StartTime", "00:00:00:00"),
        "<SubtitleList>",
        FONT,
        *body,
        "</Font>",
        "</SubtitleList>",
        "</SubtitleReel>",
        "",
    ]
    return "\n".join(lines)


_NAMESPACE = "http://www.smpte-ra.org/schemas/428-7/2010/DCST"
_NOTATION = Notation("Valign", "Vposition", "Halign", "Hposition", "Underline", "00:00:00:00")


def sniff(head: Head) -> float:
    """Sure by its root element."""
    return 1.0 if has_root(head, "SubtitleReel") else 0.0


FORMAT = CaptionFormat(
    id="dcp-smpte",
    name=NAME,
    holds_places=True,
    extensions=(".xml",),
    media_type="text/xml",
    read=read,
    write=write,
    sniff=sniff,
    holds_title=True,
    frame_based=True,
    usual_rate="24",
    encode_options=(*OPTIONS, DATE),
    keeps=(
        "times to the frame, and the frame rate, where it is a whole number",
        "text, each line in its order on the picture, ruby",
        "italic, bold, underline, colour",
        "placement from the top or the bottom, left or right",
        "title, language, names of pictures",
    ),
    loses=("fades, effects, sizes and fonts", "exact places across the picture", "the pictures themselves"),
    aliases=("SMPTE 428-7", "DCST", "SubtitleReel"),
)
