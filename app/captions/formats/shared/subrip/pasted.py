"""A caption file that was pasted into a document of another kind, found again in the document's text."""

from __future__ import annotations

from app.captions.formats import srt, timed_transcript
from app.captions.formats.base import Head
from app.captions.formats.vtt import reader as vtt
from app.captions.model.document import Document
from app.captions.model.option import Options

_HEAD_CHARACTERS = 65_536
_SURE = 0.8
"""SubRip from its first lines on; less is times somewhere in the text."""


def is_caption_file(text: str) -> bool:
    """Whether a text is a WebVTT or SubRip file, whose tags mean styles."""
    head = Head(b"", text[:_HEAD_CHARACTERS])
    return head.start.startswith("WEBVTT") or srt.sniff(head) >= _SURE


def read_pasted(text: str, options: Options) -> Document:
    """A text as the SubRip or WebVTT file that was pasted, else as a transcript with timecodes."""
    if not is_caption_file(text):
        return timed_transcript.read(text, options)
    text = text.lstrip("\ufeff \r\n\t")
    return vtt.read(text, {"lenient": True}) if text.startswith("WEBVTT") else srt.read(text, {})
