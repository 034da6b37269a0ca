"""D-Cinema subtitles by SMPTE ST 428-7 (.xml): the `SubtitleReel` in the MXF of a package.

A time is HH:MM:SS:EE in editable units, `TimeCodeRate` of them a second.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
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
from app.captions.formats.vtt.cue_settings import show_number
from app.captions.model.document import TICKS_PER_SECOND, Document
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.timecode.smpte import format_timecode, frame_rate
from app.core.errors import CaptionError

NAME = "D-Cinema subtitles (SMPTE ST 428-7)"
_TIME = re.compile(r"\s{0,9}(\d{1,3}):(\d{1,2}):(\d{1,2})[:;.](\d{1,3})\s{0,9}")
_RATE = re.compile(r"\d{1,9}(?:/\d{1,9}|\.\d{1,9})?")
_USUAL = Fraction(24)
_MOST_UNITS = 1000


def read(text: str, options: Options) -> Document:
    """A subtitle reel as a document; CaptionError from the XML parser, and `wrong_file`."""
    root = parsed(text, "SubtitleReel", NAME)
    document = Document(
        language=language_tag(said(root, "Language")), title=said(root, "ContentTitleText") or None
    )
    units = _Units(root, document)
    fill(document, root, units.ticks)
    document.start_timecode = units.ticks(said(root, "StartTime")) or 0
    units.note(document)
    return document


class _Units:
    """The editable units of a reel: `TimeCodeRate`, else the rate of the picture, else 24 a second."""

    def __init__(self, root: Any, document: Document) -> None:
        given = (said(root, "TimeCodeRate"), "/".join(said(root, "EditRate").split()))
        known = (rate for text in given if (rate := _number(text)) is not None)
        self._stated = next(known, None)
        self._rate = self._stated or _USUAL
        self._most = 0
        with suppress(CaptionError):
            document.frame_rate, document.drop_frame = frame_rate(self._rate, False).fps, False

    def ticks(self, time: str) -> int | None:
        """Ticks of HH:MM:SS:EE; None when it is none."""
        match = _TIME.fullmatch(time)
        if match is None:
            return None
        hours, minutes, seconds, units = map(int, match.groups())
        self._most = max(self._most, units)
        nominal = math.ceil(self._rate)
        counted = ((hours * 60 + minutes) * 60 + seconds) * nominal + units
        return round(counted * TICKS_PER_SECOND / self._rate)

    def note(self, document: Document) -> None:
        """Tell what was assumed, and times that do not fit the rate."""
        if self._stated is None:
            message = "The reel does not say how many units its seconds have: read at 24."
            document.add_issue("frame_rate_assumed", message)
        if self._most >= self._rate:
            message = (
                f"Times have {self._most} units, though by the reel a second has "
                f"{show_number(float(self._rate))}: if they drift, the reel names the wrong rate."
            )
            document.add_issue("frame_rate_unlikely", message)
        if document.start_timecode:
            message = "The reel's own clock does not begin at zero; times are kept as the reel has them."
            document.add_issue("start_time", f"{message} Name its start as incode to count from the picture.")


def _number(text: str) -> Fraction | None:
    """A rate from one to a thousand units a second; None for any other text."""
    try:
        rate = Fraction(text if _RATE.fullmatch(text) else "0")
    except ZeroDivisionError:
        return None
    return rate if 1 <= rate <= _MOST_UNITS else None


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
_NOTATION = Notation("Valign", "Vposition", "Halign", "Hposition", "Underline", "00:00:00:00", "ttb")


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
