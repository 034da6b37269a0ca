"""TMPlayer (.tmp, .txt): `00:00:01:text` in whole seconds, `|` for a line break.

A cue ends where the next line's time is; before a long pause, after the time its text takes to read.
"""

from __future__ import annotations

import re
from itertools import pairwise

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.pipe_lines import format_pipe_text, parse_pipe_text
from app.captions.formats.shared.plain_text import escape_time_line
from app.captions.formats.shared.reading_time import LONGEST, reading_time
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import clock_ticks, format_clock

_LINE = re.compile(r"\s{0,9}(\d{1,2}):(\d{2}):(\d{2})(?:[:=]|,1=)(?!\d\d[:,;.]\d)(.*)", re.DOTALL)
_MORE_TIME = re.compile(r"\d\d[:,;.]\d")
"""What begins like this makes a line that is not TMPlayer's, but one of frames or of two times."""


_FRAMES = re.compile(r"\s{0,9}\d{1,2}:\d{2}:\d{2}:\d{2}(?:[ \t]|\Z)")


def read(text: str, options: Options) -> Document:
    """A TMPlayer text as a document; a time without text only ends the cue before it."""
    document = Document()
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(unify_lines(text).split("\n"), 1):
        match = _LINE.match(line)
        if match is not None:
            lines.append((clock_ticks(match[1], match[2], match[3]), match[4].strip()))
        elif line.strip():
            document.add_issue("line_skipped", f"Line {number} has no time: {line.strip()[:80]!r}.")
    for (start, words), (following, later) in pairwise([*lines, (0, "later")]):
        if words:
            cue = Cue(start, following, parse_pipe_text(words))
            if following <= start or (later and following - start > LONGEST):
                cue.end = start + reading_time(cue.text)
            document.cues.append(cue)
    return document


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as TMPlayer lines; ends before a pause are written as a line without text."""
    lines = []
    cues = sorted(document.cues, key=lambda cue: cue.start)
    for number, cue in enumerate(cues, 1):
        note_style_losses(cue, number, losses, frozenset({"italic"}))
        if cue.placement is not None:
            losses.add("placement", "Exact placement on the picture", cue=number)
        body = with_speaker(cue, format_pipe_text(cue, number, losses), number, losses, options)
        if _MORE_TIME.match(body):
            body = escape_time_line(body, number, losses)
        lines.append(f"{_clock(cue.start)}:{body}")
        following = _second(cues[number].start) if number < len(cues) else None
        if following is None or following > _second(cue.end):
            lines.append(f"{_clock(cue.end)}:")
    return "\n".join(lines) + "\n"


def _second(ticks: int) -> int:
    return max(0, (ticks + TICKS_PER_SECOND // 2) // TICKS_PER_SECOND)


def _clock(ticks: int) -> str:
    return format_clock(_second(ticks) * TICKS_PER_SECOND, decimals=0)


def sniff(head: Head) -> float:
    """Likely when most lines begin with a time in whole seconds and a colon, and not all with frames, too."""
    lines = head.lines[:40]
    timed = sum(_LINE.match(line) is not None for line in lines)
    if timed > 1 and sum(_FRAMES.match(line) is not None for line in lines) == timed:
        return 0.0
    return 0.85 * timed / len(lines) if lines else 0.0


FORMAT = CaptionFormat(
    id="tmplayer",
    name="TMPlayer",
    extensions=(".tmp",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    encode_options=(WRITE_SPEAKERS, *TEXT_FILE_OPTIONS),
    keeps=("start times to the second", "text and line breaks", "italic lines"),
    loses=("fractions of a second", "other styles and colours", "placement"),
    aliases=("TMP",),
)
