"""Audacity label tracks (.txt): a line a label, `start<TAB>end<TAB>text` in seconds.

Source: Audacity manual, "Importing and exporting labels". A second line that begins with a backslash holds
the frequencies of a spectral selection and is left out.
"""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.plain_text import plain_text
from app.captions.formats.shared.speakers import WRITE_SPEAKERS
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run, ticks
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS

_LABEL = re.compile(r"([0-9]{1,7})[.,]([0-9]{1,9})\t([0-9]{1,7})[.,]([0-9]{1,9})(?:\t([^\n]*))?")


def read(text: str, options: Options) -> Document:
    """Labels as captions; a line that is no label is reported."""
    document = Document()
    for number, line in enumerate(unify_lines(text).split("\n"), 1):
        if label := _LABEL.fullmatch(line):
            start, end = ticks(f"{label[1]}.{label[2]}"), ticks(f"{label[3]}.{label[4]}")
            document.cues.append(Cue(start, max(start, end), [Run((label[5] or "").strip())]))
        elif line.strip() and not line.startswith("\\"):
            document.add_issue(
                "unreadable_line", f"Line {number} is no label and was left out: {line[:60]!r}."
            )
    return document


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as labels; line breaks become blanks."""
    lines = []
    for number, cue in enumerate(document.cues, 1):
        text = plain_text(cue, number, losses, options).replace("\n", " ").replace("\t", " ")
        lines.append(f"{_seconds(cue.start)}\t{_seconds(cue.end)}\t{text}\n")
    return "".join(lines)


def _seconds(value: int) -> str:
    microseconds = round(max(value, 0) * 1_000_000 / TICKS_PER_SECOND)
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06}"


def sniff(head: Head) -> float:
    """Sure when the first lines are labels."""
    lines = [line for line in head.lines[:10] if not line.startswith("\\")]
    labels = sum(_LABEL.fullmatch(line.rstrip("\r\n")) is not None for line in lines)
    return 0.95 if lines and labels == len(lines) else 0.0


FORMAT = CaptionFormat(
    id="audacity",
    name="Audacity Labels",
    extensions=(".txt",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    encode_options=(WRITE_SPEAKERS, *TEXT_FILE_OPTIONS),
    keeps=("times to the microsecond", "text"),
    loses=("line breaks", "all styles and colours", "placement"),
    aliases=("Audacity",),
)
