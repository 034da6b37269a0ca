"""Final Cut Pro 7 XML (.xml), `xmeml`: the text generators of a sequence; read only.

Source: Apple, Final Cut Pro XML Interchange Format 5. A `generatoritem` (Premiere writes a `clipitem`, too)
stands from `start` to `end`, in frames of the sequence's `rate`; its text is a parameter of its effect.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.dcinema import parsed
from app.captions.formats.shared.srt_markup import make_style
from app.captions.model.document import PLAIN, Cue, Document, Run, Style
from app.captions.model.option import Options
from app.captions.timecode.smpte import FrameRate, frame_rate
from app.core.errors import CaptionError

NAME = "Final Cut Pro 7 XML"
_DOCTYPE = re.compile(r"<!DOCTYPE[ \t\r\n]{1,9}xmeml[ \t\r\n]{0,9}>")
_HEAD = 2000
_TEXTS = ("str", "text", "text1", "string", "part1", "line1")
"""Names that text generators give to their text."""
_NTSC = Fraction(1000, 1001)
_FONT_STYLES = {"2": {"bold"}, "3": {"italic"}, "4": {"bold", "italic"}}


def read(text: str, options: Options) -> Document:
    """The first sequence with texts as a document; CaptionError from the XML parser, and `wrong_file`.

    The bare `<!DOCTYPE xmeml>`, which declares nothing, is let through; any other is refused.
    """
    root = parsed(_DOCTYPE.sub("", text[:_HEAD], count=1) + text[_HEAD:], "xmeml", NAME)
    for sequence in root.iter("sequence"):
        document = _of_sequence(sequence)
        if document.cues:
            return document
    return Document()


def _of_sequence(sequence: Any) -> Document:
    rate = _rate(sequence.find("rate"))
    document = Document(frame_rate=rate.fps, drop_frame=_is_drop(sequence), title=sequence.findtext("name"))
    document.start_timecode = rate.ticks_at(_whole(sequence.findtext("timecode/frame")) or 0)
    for name in ("generatoritem", "clipitem"):
        for item in sequence.iter(name):
            cue = _cue(item, rate)
            if cue is not None:
                document.cues.append(cue)
    document.cues.sort(key=lambda cue: cue.start)
    return document


def _rate(element: Any) -> FrameRate:
    """`timebase` frames a second, slowed by 1000/1001 where `ntsc` says so."""
    base = _whole(element.findtext("timebase")) if element is not None else None
    ntsc = element is not None and (element.findtext("ntsc") or "").strip().upper() == "TRUE"
    try:
        return frame_rate(Fraction(base or 25) * (_NTSC if ntsc else 1), False)
    except CaptionError:
        return frame_rate(Fraction(25), False)


def _is_drop(sequence: Any) -> bool:
    return (sequence.findtext("timecode/displayformat") or "").strip().upper() == "DF"


def _whole(text: str | None) -> int | None:
    """A whole number of at most twelve digits; None for anything else."""
    text = (text or "").strip()
    return int(text) if re.fullmatch(r"-?\d{1,12}", text) else None


def _cue(item: Any, rate: FrameRate) -> Cue | None:
    """The caption of an item; None when it shows no text or is not on the timeline.

    In a transition one end is -1: it is reckoned from the other and from the part that is used.
    """
    parameters = {_key(each): each.findtext("value") or "" for each in item.iter("parameter")}
    text = next((parameters[name] for name in _TEXTS if parameters.get(name, "").strip()), "")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    start, end = _whole(item.findtext("start")), _whole(item.findtext("end"))
    length = (_whole(item.findtext("out")) or 0) - (_whole(item.findtext("in")) or 0)
    if not text or start is None or end is None or (start < 0 and end < 0):
        return None
    start = max(end - length, 0) if start < 0 else start
    end = start + length if end < 0 else end
    return Cue(rate.ticks_at(start), rate.ticks_at(max(end, start)), [Run(text, _style(parameters))])


def _key(parameter: Any) -> str:
    return str(parameter.findtext("parameterid") or parameter.findtext("name") or "").strip().lower()


def _style(parameters: dict[str, str]) -> Style:
    flags = _FONT_STYLES.get(parameters.get("fontstyle", "").strip(), set())
    return make_style(frozenset(flags)) if flags else PLAIN


def sniff(head: Head) -> float:
    """Sure by its root element, when there are generators of text."""
    return 0.97 if head.start.startswith("<") and re.search(r"<xmeml[\s>]", head.start[:4096]) else 0.0


FORMAT = CaptionFormat(
    id="fcp7-xml",
    name=NAME,
    extensions=(".xml",),
    media_type="text/xml",
    read=read,
    sniff=sniff,
    keeps=(
        "times to the frame, the frame rate and the start of the sequence",
        "text, line breaks",
        "bold, italic",
    ),
    loses=("typeface, size, colour and placement", "everything in the sequence that is no text"),
    aliases=("xmeml", "FCP 7 XML"),
)
