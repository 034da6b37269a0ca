"""RTF to a document: transcripts, and SubRip or WebVTT files that a word processor saved as RTF."""

from __future__ import annotations

from app.captions.formats.docx.pasted import is_caption_file, read_pasted
from app.captions.formats.rtf.text import rtf_text
from app.captions.model.document import Document
from app.captions.model.option import Options


def read(text: str, options: Options) -> Document:
    """The captions in an RTF document; CaptionError `no_times` when nothing in it is timed."""
    tagged, styled = rtf_text(text, tags=True)
    if is_caption_file(tagged):
        return read_pasted(tagged, options)
    document = read_pasted(rtf_text(text)[0], options)
    if styled:
        document.add_issue("not_kept", "Read, but not kept: bold, italic and other styles of the document.")
    return document
