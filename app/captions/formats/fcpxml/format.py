"""Final Cut Pro XML captions (.fcpxml).

Sources: Apple, "Professional Video Applications: FCPXML Reference" (`caption`, `text`, `text-style`, timing
attributes; captions since version 1.8) and files exported by Final Cut Pro: a caption is a connected item
with a role such as `iTT?captionFormat=ITT.en`, its times are multiples of the frame length.
"""

from __future__ import annotations

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.speakers import WRITE_SPEAKERS
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options


def read(text: str, options: Options) -> Document:
    """A Final Cut Pro XML text as a document, see `app.captions.formats.fcpxml.reader`."""
    from app.captions.formats.fcpxml.reader import read_fcpxml

    return read_fcpxml(text, str(options.get("role") or ""))


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as Final Cut Pro XML, see `app.captions.formats.fcpxml.writer`."""
    from app.captions.formats.fcpxml.writer import Appearance, write_fcpxml

    appearance = Appearance(
        str(options.get("caption_format", "iTT")),
        str(options.get("language") or "en"),
        int(options.get("width", 1920)),
        int(options.get("height", 1080)),
    )
    return write_fcpxml(document, appearance, dict(options), losses)


def sniff(head: Head) -> float:
    """Sure by its root element or document type."""
    start = head.text[:2000]
    return 1.0 if "<fcpxml" in start or "<!DOCTYPE fcpxml" in start else 0.0


FORMAT = CaptionFormat(
    id="fcpxml",
    name="Final Cut Pro XML captions",
    holds_places=True,
    holds_title=True,
    extensions=(".fcpxml", ".xml"),
    media_type="application/xml",
    read=read,
    write=write,
    sniff=sniff,
    frame_based=True,
    decode_options=(
        Option("role", "text", "", "Which captions to read when there are several languages, such as “en”."),
    ),
    encode_options=(
        Option("caption_format", "choice", "iTT", "The caption format of the role.", choices=("iTT", "SRT")),
        Option("language", "text", "en", "The language of the role when the source names none."),
        Option("width", "integer", 1920, "Width of the project's picture.", minimum=16, maximum=16384),
        Option("height", "integer", 1080, "Height of the project's picture.", minimum=16, maximum=16384),
        WRITE_SPEAKERS,
    ),
    keeps=(
        "times to the frame, frame rate, drop-frame and start timecode",
        "bold, italic, underline, text and background colours",
        "top, bottom, left and right placement, pop-on, paint-on and roll-up",
        "overlapping captions, in lanes of their own",
    ),
    loses=(
        "exact placement and regions",
        "fonts and sizes",
        "ruby",
        "who speaks, unless written before the text",
    ),
    aliases=("FCPXML", "Final Cut Pro XML"),
)
