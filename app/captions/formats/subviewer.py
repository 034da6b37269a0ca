"""SubViewer 2 (.sub): an [INFORMATION] header, then `00:00:01.00,00:00:02.00` and text with `[br]`."""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.plain_text import escape_time_line, plain_text
from app.captions.formats.shared.speakers import WRITE_SPEAKERS
from app.captions.model.document import Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import clock_ticks, format_clock

_TIME = r"(\d{1,3}):(\d{1,2}):(\d{1,2})[.](\d{2})"
_TIMING = re.compile(rf"^[ \t]*{_TIME},{_TIME}[ \t]*$", re.MULTILINE)
_HEADER = re.compile(
    r"^\[(TITLE|AUTHOR|SOURCE|PRG|FILEPATH|COMMENT|CD TRACK|DELAY|LANG)\]([^\n]{0,999})", re.M | re.I
)
_BREAK = re.compile(r"\[br\]", re.IGNORECASE)
_MARKERS = ("[INFORMATION]", "[SUBTITLE]", "[END INFORMATION]")


def read(text: str, options: Options) -> Document:
    """A SubViewer 2 text as a document; header fields are kept for writing back."""
    text = unify_lines(text)
    document = Document()
    found = list(_TIMING.finditer(text))
    head = text[: found[0].start()] if found else text
    fields = {name.upper(): value.strip() for name, value in _HEADER.findall(head) if value.strip()}
    if fields:
        document.extras["subviewer2"] = fields
        document.title = fields.get("TITLE")
    for number, match in enumerate(found, 1):
        end = found[number].start() if number < len(found) else len(text)
        body = _BREAK.sub("\n", text[match.end() + 1 : end].strip())
        times = match.groups()
        document.cues.append(
            Cue(clock_ticks(*times[:4]), clock_ticks(*times[4:]), [Run(body)] if body else [])
        )
    return document


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as SubViewer 2, times to the hundredth of a second."""
    fields = dict(document.extras.get("subviewer2", {}))
    fields.setdefault("TITLE", document.title or "")
    header = ["[INFORMATION]", *(f"[{name}]{_one_line(value)}" for name, value in fields.items())]
    parts = ["\n".join([*header, "[END INFORMATION]", "[SUBTITLE]"]) + "\n"]
    for number, cue in enumerate(document.cues, 1):
        lines = plain_text(cue, number, losses, options).split("\n")
        if any(not line.strip() for line in lines) and len(lines) > 1:
            losses.add("blank_line", "Empty lines inside a caption", cue=number)
        body = _BREAK_WRITTEN.join(line for line in lines if line.strip())
        if _TIMING.search(body):
            body = escape_time_line(body, number, losses)
        parts.append(f"{format_clock(cue.start, decimals=2)},{format_clock(cue.end, decimals=2)}\n{body}\n")
    return "\n".join(parts)


_BREAK_WRITTEN = "[br]"


def _one_line(value: str) -> str:
    return " ".join(value.split())


def sniff(head: Head) -> float:
    """Sure with its header, likely with its two-digit fractions."""
    text = head.text[:4096].replace("\r\n", "\n").replace("\r", "\n")
    match = _TIMING.search(text)
    if match is None:
        return 0.0
    return 1.0 if any(marker in text.upper() for marker in _MARKERS) else 0.96


FORMAT = CaptionFormat(
    id="subviewer2",
    name="SubViewer 2",
    holds_title=True,
    extensions=(".sub",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    encode_options=(WRITE_SPEAKERS, *TEXT_FILE_OPTIONS),
    keeps=("times to the hundredth of a second", "text and line breaks", "title and header fields"),
    loses=("all styles and colours", "placement", "who speaks, unless written before the text"),
    aliases=("SubViewer", "SubViewer 2.0"),
)
