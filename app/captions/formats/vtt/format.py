"""WebVTT (W3C): The Web Video Text Tracks Format."""

from __future__ import annotations

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.vtt.reader import DECODE_OPTIONS, SIGNATURE, read
from app.captions.formats.vtt.writer import write
from app.captions.text_io.text_file import LINE_ENDS


def sniff(head: Head) -> float:
    """Certain when the text begins with the WebVTT signature."""
    lines = head.text[:200].removeprefix("\ufeff").splitlines()
    return 1.0 if lines and SIGNATURE.match(lines[0]) else 0.0


FORMAT = CaptionFormat(
    id="vtt",
    name="WebVTT",
    holds_places=True,
    extensions=(".vtt",),
    media_type="text/vtt",
    read=read,
    write=write,
    sniff=sniff,
    holds_notes=True,
    holds_base_style=True,
    holds_names=True,
    decode_options=DECODE_OPTIONS,
    encode_options=(LINE_ENDS,),
    keeps=(
        "times to the millisecond, times inside a cue",
        "cue identifiers and all cue settings",
        "regions, style sheets, comments and header lines",
        "italic, bold, underline, ruby, classes, voices and languages",
        "text and background colours, as classes",
    ),
    loses=("typeface and text size", "struck-through and flashing text", "empty lines inside a caption"),
    aliases=("VTT", "Web Video Text Tracks", ".vtt"),
)
