"""RTF to a document: transcripts, and SubRip or WebVTT files that a word processor saved as RTF."""

from __future__ import annotations

import re

from app.captions.formats.rtf.text import rtf_text
from app.captions.formats.shared.subrip.pasted import is_caption_file, read_pasted
from app.captions.model.document import Document
from app.captions.model.option import Options

_TAG = re.compile(r"</?[bius]>")
_NUMBER_OR_TIMES = re.compile(r"(?:\d{1,7}|[^<>]*-->[^<>]*)")


def read(text: str, options: Options) -> Document:
    """The captions in an RTF document; CaptionError `no_times` when nothing in it is timed."""
    found = rtf_text(text, tags=True)
    tagged = "\n".join(map(_untagged, found.text.split("\n")))
    if is_caption_file(tagged):
        document = read_pasted(tagged, options)
    else:
        document = read_pasted(rtf_text(text).text, options)
        if found.styled:
            message = "Read, but not kept: bold, italic and other styles of the document."
            document.add_issue("not_kept", message)
    if hidden := " ".join(found.left_out.split()):
        document.add_issue(
            "hidden_text", f"Left out, it is hidden or deleted in the document: {hidden[:80]!r}."
        )
    return document


def _untagged(line: str) -> str:
    """A line without tags where it is the number or the times of a caption, which mean no style."""
    bare = _TAG.sub("", line) if "<" in line else line
    return bare if _NUMBER_OR_TIMES.fullmatch(bare.strip()) else line
