"""SubStation Alpha: Advanced (.ass, v4.00+) and the older SSA (.ssa, v4.00)."""

from __future__ import annotations

from app.captions.formats.ass.reader import read
from app.captions.formats.ass.script import EVENTS_ALONE
from app.captions.formats.ass.writer import write, write_ssa
from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.rolling import ROLLING
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS


def _sniff(text: str, kind: str) -> float:
    if EVENTS_ALONE.match(text):
        return 0.9 if ("Marked=" in text[:200]) == (kind == "ssa") else 0.5
    if "[" not in text:
        return 0.0
    head = text[:65536].lower()
    if "[events]" not in head and "[script info]" not in head:
        return 0.0
    older = "[v4 styles]" in head or ("v4.00" in head and "v4.00+" not in head)
    return 1.0 if older == (kind == "ssa") else 0.5


def _sniff_ass(head: Head) -> float:
    return _sniff(head.text, "ass")


def _sniff_ssa(head: Head) -> float:
    return _sniff(head.text, "ssa")


_KEEPS = (
    "times to the hundredth of a second, karaoke times",
    "italic, bold, underline, strike-through, colour and typeface",
    "placement, as one of nine places or a point",
    "who speaks, comments, styles, and codes we do not read (from SubStation back to it)",
)
_LOSES = ("ruby, language and classes", "background colour of text", "regions")
ASS = CaptionFormat(
    id="ass",
    name="Advanced SubStation Alpha",
    holds_places=True,
    extensions=(".ass",),
    media_type="text/x-ssa",
    read=read,
    write=write,
    sniff=_sniff_ass,
    decode_options=(ROLLING,),
    holds_comments=True,
    holds_title=True,
    holds_base_style=True,
    encode_options=TEXT_FILE_OPTIONS,
    keeps=_KEEPS,
    loses=_LOSES,
    aliases=("ASS", ".ass"),
)
SSA = CaptionFormat(
    id="ssa",
    name="SubStation Alpha",
    holds_places=True,
    extensions=(".ssa",),
    media_type="text/x-ssa",
    read=read,
    write=write_ssa,
    sniff=_sniff_ssa,
    decode_options=(ROLLING,),
    holds_comments=True,
    holds_title=True,
    holds_base_style=True,
    encode_options=TEXT_FILE_OPTIONS,
    keeps=_KEEPS,
    loses=_LOSES,
    aliases=("SSA", ".ssa"),
)
FORMATS = (ASS, SSA)
