"""D-Cinema subtitles by SMPTE ST 428-7 (.xml): the `SubtitleReel` in the MXF of a package; read only.

A time is HH:MM:SS:EE in editable units, `TimeCodeRate` of them a second.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.dcinema import fill, parsed, said
from app.captions.formats.shared.language_names import language_tag
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.captions.timecode.smpte import FrameRate, frame_rate
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


def sniff(head: Head) -> float:
    """Sure by its root element."""
    return 1.0 if head.start.startswith("<") and "SubtitleReel" in head.start[:4096] else 0.0


FORMAT = CaptionFormat(
    id="dcp-smpte",
    name=NAME,
    extensions=(".xml",),
    media_type="text/xml",
    read=read,
    sniff=sniff,
    keeps=(
        "times to the frame, and the frame rate",
        "text, each line in its order on the picture, ruby",
        "italic, bold, underline, colour",
        "placement from the top or the bottom, left or right",
        "title, language, names of pictures",
    ),
    loses=("fades, effects, sizes and fonts", "exact places across the picture", "the pictures themselves"),
    aliases=("SMPTE 428-7", "DCST", "SubtitleReel"),
)
