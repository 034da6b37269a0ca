"""MCC to a document of one channel of CEA-608 or one service of CEA-708."""

from __future__ import annotations

from app.captions.codecs.cea608.decoder import EXTRAS
from app.captions.codecs.cea708.languages import tag
from app.captions.codecs.cea708.stream import PROGRAMS, CaptionStream
from app.captions.formats.mcc.lines import MccLines, opened
from app.captions.model.document import Document
from app.captions.model.option import Options


def read(text: str, options: Options) -> Document:
    """An MCC text as a document of one channel or service. Raises CaptionError `invalid_mcc`,
    `invalid_timecode`, `no_captions`."""
    lines = opened(text, lenient=options["lenient"])
    stream = CaptionStream(lines.rate.ticks_per_frame, options["roll_up"])
    for at, triplets in lines.frames():
        stream.feed(triplets, at, {number: wide for number, (_, wide) in lines.services.items()})
    document = stream.document(lines.end, options["channel"])
    document.frame_rate, document.drop_frame = lines.rate.fps, lines.rate.drop
    document.language = _language(lines, document)
    document.issues += lines.issues
    return document


def _language(lines: MccLines, document: Document) -> str | None:
    """The language announced for the service that was read; line 21 is announced as service 0."""
    channel = document.extras.get(EXTRAS, {}).get("channel", "")
    numbers = (PROGRAMS.index(channel) + 1,) if channel in PROGRAMS else (0, 1) if channel == "ch01" else (0,)
    found = (tag(lines.services[number][0]) for number in numbers if number in lines.services)
    return next((language for language in found if language), None)
