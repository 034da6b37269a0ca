"""RTF transcripts (.rtf): a paragraph a caption, with its times, for any word processor.

Source: Microsoft, Rich Text Format Specification 1.9: characters outside ASCII as `\\u` with UTF-16 code
units and a question mark for readers that know no Unicode, colours by index into a table. Read are
transcripts with timecodes, and SubRip or WebVTT files that a word processor saved as RTF, with their styles.
"""

from __future__ import annotations

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.rtf.reader import read
from app.captions.formats.rtf.writer import write
from app.captions.formats.shared.loose_times import TIME_FORMAT
from app.captions.formats.shared.speakers import READ_SPEAKERS
from app.captions.model.option import Option


def sniff(head: Head) -> float:
    """Sure by its first characters."""
    return 0.99 if head.start.startswith("{\\rtf") else 0.0


FORMAT = CaptionFormat(
    id="rtf",
    name="RTF",
    holds_title=True,
    extensions=(".rtf",),
    media_type="application/rtf",
    read=read,
    write=write,
    sniff=sniff,
    frame_based=True,
    decode_options=(READ_SPEAKERS,),
    encode_options=(
        TIME_FORMAT,
        Option("end_times", "boolean", True, "Write when captions end, too."),
    ),
    keeps=(
        "times in milliseconds or frames",
        "text and line breaks, who speaks",
        "bold, italic, underline, strike-through, text and background colours",
    ),
    loses=("placement", "fonts, sizes and ruby"),
    aliases=("Rich Text Format",),
)
