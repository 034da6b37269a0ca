"""YouTube's SBV (.sbv): `0:00:01.000,0:00:02.000`, then the text, then an empty line. Plain text only."""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.plain_text import escape_time_line, plain_text
from app.captions.formats.shared.rolling import ROLLING, clean_rolling
from app.captions.formats.shared.speakers import WRITE_SPEAKERS
from app.captions.model.document import Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.text_io.line_ends import drop_blank_lines, has_blank_line, separated_lines, unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import clock_ticks, format_clock

_TIME = r"(-?)(\d{1,6}):(\d{1,2}):(\d{1,2})[.](\d{1,9})"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*,[ \t]*{_TIME}[ \t]*$", re.MULTILINE)
_BREAK = "[br]"


def read(text: str, options: Options) -> Document:
    """An SBV text as a document; `[br]` is a line break."""
    text = separated_lines(unify_lines(text))
    document = Document()
    found = list(_TIMING.finditer(text))
    for number, match in enumerate(found, 1):
        end = found[number].start() if number < len(found) else len(text)
        body, *strays = re.split(r"\n[ \t]*\n", text[match.end() + 1 : end].strip("\n"))
        for stray in strays:
            if stray.strip():
                message = f"Skipped, its times cannot be read: {stray.strip()[:80]!r}."
                document.add_issue("unreadable_times", message, number)
        body = body.replace(_BREAK, "\n").rstrip()
        times = match.groups()
        start, end = _ticks(*times[:5]), _ticks(*times[5:])
        document.cues.append(Cue(start, end, [Run(body)] if body else []))
    clean_rolling(document, options)
    return document


def _ticks(sign: str, *clock: str) -> int:
    return -clock_ticks(*clock) if sign else clock_ticks(*clock)


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as SBV; styles and placement are recorded as lost."""
    parts = []
    for number, cue in enumerate(document.cues, 1):
        body = plain_text(cue, number, losses, options)
        if has_blank_line(body):
            body = drop_blank_lines(body, losses, number)
        if _TIMING.search(body):
            lines = body.split("\n")
            body = "\n".join(
                escape_time_line(line, number, losses) if _TIMING.match(line) else line for line in lines
            )
        start, end = format_clock(cue.start, hour_digits=1), format_clock(cue.end, hour_digits=1)
        parts.append(f"{start},{end}\n{body}\n")
    return "\n".join(parts)


def sniff(head: Head) -> float:
    """Sure when a line of two times with a comma between stands at the start."""
    match = _TIMING.search(head.text[:4096].replace("\r\n", "\n").replace("\r", "\n"))
    return 0.0 if match is None else 0.95 if match.start() < 8 else 0.5


FORMAT = CaptionFormat(
    id="sbv",
    name="SBV (YouTube)",
    extensions=(".sbv",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    decode_options=(ROLLING,),
    encode_options=(WRITE_SPEAKERS, *TEXT_FILE_OPTIONS),
    keeps=("times to the millisecond", "text and line breaks"),
    loses=("all styles and colours", "placement", "who speaks, unless written before the text"),
    aliases=("SBV", "YouTube SBV", ".sbv"),
)
