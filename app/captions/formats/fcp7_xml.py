"""Final Cut Pro 7 XML (.xml), `xmeml`: the text generators of a sequence.

Source: Apple, Final Cut Pro XML Interchange Format 5. A `generatoritem` (Premiere writes a `clipitem`, too)
stands from `start` to `end`, in frames of the sequence's `rate`; its text is a parameter of its effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.formats.shared.subrip.markup import make_style
from app.captions.formats.shared.tables import note_placement
from app.captions.formats.shared.timecodes import writing_rate
from app.captions.formats.shared.xml_files.parsing import has_root, parsed, without_bare_doctype
from app.captions.formats.shared.xml_files.tracks import on_tracks
from app.captions.formats.shared.xml_files.writing import DECLARATION, content, text_element
from app.captions.model.document import PLAIN, Cue, Document, Run, Style
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.model.style_losses import note_style_losses
from app.captions.timecode.smpte import FrameRate, format_timecode, frame_rate
from app.core.errors import CaptionError

NAME = "Final Cut Pro 7 XML"
_TEXTS = ("str", "text", "text1", "string", "part1", "line1")
"""Names that text generators give to their text."""
_NTSC = Fraction(1000, 1001)
_KEY = "fcp7-xml"
_FONT_STYLES = {"2": {"bold"}, "3": {"italic"}, "4": {"bold", "italic"}}


def read(text: str, options: Options) -> Document:
    """The first sequence with texts as a document; CaptionError from the XML parser, and `wrong_file`.

    Times count from the start of the sequence, whose own timecode is kept for writing.

    The bare `<!DOCTYPE xmeml>`, which declares nothing, is let through; any other is refused.
    """
    root = parsed(without_bare_doctype(text, "xmeml"), "xmeml", NAME)
    empty: Document | None = None
    for sequence in root.iter("sequence"):
        document = _of_sequence(sequence)
        if document.cues:
            return document
        empty = empty or document
    return empty or Document()


def _of_sequence(sequence: Any) -> Document:
    rate = _rate(sequence.find("rate"))
    document = Document(frame_rate=rate.fps, drop_frame=_is_drop(sequence), title=sequence.findtext("name"))
    start = _whole(sequence.findtext("timecode/frame"))
    if start:
        document.extras[_KEY] = {"start": start}
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


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as a sequence of text generators; those that overlap are on tracks of their own."""
    rate = writing_rate(document)
    base, start = _starts(document, rate)
    tracks: list[list[str]] = []
    ends = [0]
    for lane, number, cue in on_tracks(document.cues):
        first = max(rate.frame_at(cue.start) - base, 0)
        last = max(rate.frame_at(cue.end) - base, first + 1)
        while len(tracks) < lane:
            tracks.append([])
        note_style_losses(cue, number, losses, frozenset({"italic", "bold"}))
        note_placement(cue, number, losses)
        tracks[lane - 1] += _item(cue, number, first, last, rate, options, losses)
        ends.append(last)
    size = int(options.get("width", 1920)), int(options.get("height", 1080))
    return "\n".join([*_head(document, max(ends), start, rate, size), *_in_tracks(tracks), *_TAIL, ""])


def _starts(document: Document, rate: FrameRate) -> tuple[int, int]:
    """The frame of the document at which the sequence begins, and the frame that its timecode says."""
    earliest = min((cue.start for cue in document.cues), default=0)
    if 0 < document.start_timecode <= earliest:
        frame = rate.frame_at(document.start_timecode)
        return frame, frame
    own = document.extras.get(_KEY)
    start = own.get("start", 0) if isinstance(own, dict) else 0
    return 0, start if isinstance(start, int) and start > 0 else 0


def _rate_lines(rate: FrameRate) -> str:
    ntsc = "TRUE" if rate.fps.denominator > 1 else "FALSE"
    return f"<rate><timebase>{rate.nominal}</timebase><ntsc>{ntsc}</ntsc></rate>"


def _head(document: Document, length: int, start: int, rate: FrameRate, size: tuple[int, int]) -> list[str]:
    timecode = format_timecode(rate.ticks_at(start), rate)
    return [
        DECLARATION,
        "<!DOCTYPE xmeml>",
        '<xmeml version="5">',
        '<sequence id="sequence-1">',
        text_element("name", document.title or "Captions"),
        text_element("duration", str(length)),
        _rate_lines(rate),
        f"<timecode>{_rate_lines(rate)}{text_element('string', timecode)}{text_element('frame', str(start))}",
        f"{text_element('displayformat', 'DF' if rate.drop else 'NDF')}</timecode>",
        "<media>",
        "<video>",
        f"<format><samplecharacteristics>{_rate_lines(rate)}{text_element('width', str(size[0]))}",
        f"{text_element('height', str(size[1]))}<pixelaspectratio>square</pixelaspectratio>",
        "</samplecharacteristics></format>",
    ]


_TAIL = ("</video>", "</media>", "</sequence>", "</xmeml>")


def _in_tracks(tracks: list[list[str]]) -> Iterator[str]:
    for track in tracks:
        yield from ("<track>", *track, "</track>")


def _item(
    cue: Cue, number: int, first: int, last: int, rate: FrameRate, options: Options, losses: Losses
) -> list[str]:
    text = with_speaker(cue, cue.text, number, losses, options)
    marked = "&#13;".join(content(line, number, losses) for line in text.split("\n"))
    style = _common_style(cue, number, losses)
    length = str(last - first)
    places = {"duration": length, "in": "0", "out": length, "start": str(first), "end": str(last)}
    return [
        f'<generatoritem id="text-{number}">',
        text_element("name", " ".join(cue.text.split())[:_NAME_LENGTH] or "Text"),
        _rate_lines(rate),
        "".join(text_element(name, value) for name, value in places.items()),
        "<enabled>TRUE</enabled><anamorphic>FALSE</anamorphic><alphatype>black</alphatype>",
        "<effect><name>Text</name><effectid>Text</effectid><effectcategory>Text</effectcategory>",
        "<effecttype>generator</effecttype><mediatype>video</mediatype>",
        f"<parameter><parameterid>str</parameterid><name>Text</name><value>{marked}</value></parameter>",
        f"<parameter><parameterid>fontstyle</parameterid><name>Style</name><value>{style}</value></parameter>",
        "</effect>",
        "</generatoritem>",
    ]


_NAME_LENGTH = 40


def _common_style(cue: Cue, number: int, losses: Losses) -> str:
    """The style number of a generator, which has one for all its text; others are recorded as lost."""
    told = {(run.style.bold, run.style.italic) for run in cue.runs if run.text.strip()}
    if len(told) > 1:
        losses.add("style", "Bold or italic of a part of a caption", cue=number, detail=cue.text)
    bold, italic = told.pop() if len(told) == 1 else (False, False)
    return str(1 + bold + 2 * italic)


def sniff(head: Head) -> float:
    """Sure by its root element, when there are generators of text."""
    return 0.97 if has_root(head, "xmeml") else 0.0


FORMAT = CaptionFormat(
    id="fcp7-xml",
    name=NAME,
    holds_places=True,
    extensions=(".xml",),
    media_type="text/xml",
    read=read,
    write=write,
    sniff=sniff,
    holds_title=True,
    frame_based=True,
    usual_rate="25",
    encode_options=(
        Option("width", "integer", 1920, "Width of the sequence's picture.", minimum=16, maximum=16384),
        Option("height", "integer", 1080, "Height of the sequence's picture.", minimum=16, maximum=16384),
        WRITE_SPEAKERS,
    ),
    keeps=(
        "times to the frame, the frame rate and the start of the sequence",
        "text, line breaks, the title",
        "bold and italic of whole captions",
        "overlapping captions, on tracks of their own",
    ),
    loses=("typeface, size, colour and placement", "everything in the sequence that is no text"),
    aliases=("xmeml", "FCP 7 XML"),
)
