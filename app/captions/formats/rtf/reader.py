"""RTF to a document: transcripts, and SubRip or WebVTT files that a word processor saved as RTF."""

from __future__ import annotations

import re

from app.captions.formats.rtf.text import rtf_text
from app.captions.formats.shared.subrip.pasted import is_caption_file, read_pasted
from app.captions.model.document import Document
from app.captions.model.option import Options

_TAG = re.compile(r"</?[bius]>")
_NUMBER_OR_TIMES = re.compile(r"\s*(?:\d{1,7}|[^<>]*-->[^<>]*)\s*")


def read(text: str, options: Options) -> Document:
    """The captions in an RTF document; CaptionError `no_times` when nothing in it is timed."""
    tagged, styled = rtf_text(text, tags=True)
    tagged = "\n".join(map(_untagged, tagged.split("\n")))
    if is_caption_file(tagged):
        return read_pasted(tagged, options)
    document = read_pasted(rtf_text(text)[0], options)
    if styled:
        document.add_issue("not_kept", "Read, but not kept: bold, italic and other styles of the document.")
    return document


def _untagged(line: str) -> str:
    """A line without tags where it is the number or the times of a caption, which mean no style."""
    bare = _TAG.sub("", line) if "<" in line else line
    return bare if _NUMBER_OR_TIMES.fullmatch(bare) else line
