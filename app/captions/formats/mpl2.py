"""MPL2 (.txt, .mpl): `[start][end]text` in tenths of a second, `|` for a line break, `/` for italic lines."""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.pipe_lines import PIPE, format_pipe_text, parse_pipe_text
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS

_LINE = re.compile(r"\s{0,9}\[(-?\d{1,9})\]\s?\[(-?\d{0,9})\]\s?(.*)", re.DOTALL)
_TENTH = TICKS_PER_SECOND // 10


def read(text: str, options: Options) -> Document:
    """An MPL2 text as a document."""
    document = Document()
    cues, matched = document.cues, _LINE.match
    for number, line in enumerate(unify_lines(text).split("\n"), 1):
        match = matched(line)
        if match is not None:
            first, last, words = match.groups()
            start, words = int(first) * _TENTH, words.rstrip()
            end = start + 2 * TICKS_PER_SECOND if last in ("", "-") else int(last) * _TENTH
            usual = words and words[0] != "/" and "|/" not in words
            cues.append(
                Cue(start, end, [Run(words.replace(PIPE, "\n"))] if usual else parse_pipe_text(words))
            )
        elif line.strip():
            document.add_issue("line_skipped", f"Line {number} has no times: {line.strip()[:80]!r}.")
    return document


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as MPL2."""
    lines = []
    for number, cue in enumerate(document.cues, 1):
        note_style_losses(cue, number, losses, frozenset({"italic"}))
        if cue.placement is not None:
            losses.add("placement", "Exact placement on the picture", cue=number)
        body = with_speaker(cue, format_pipe_text(cue, number, losses), number, losses, options)
        lines.append(f"[{_tenths(cue.start)}][{_tenths(cue.end)}]{body}")
    return "\n".join(lines) + "\n"


def _tenths(ticks: int) -> int:
    return max(0, (ticks + _TENTH // 2) // _TENTH)


def sniff(head: Head) -> float:
    """Sure when most lines begin with two numbers in brackets."""
    lines = head.lines[:40]
    return 0.95 * sum(_LINE.match(line) is not None for line in lines) / len(lines) if lines else 0.0


FORMAT = CaptionFormat(
    id="mpl2",
    name="MPL2",
    extensions=(".mpl", ".mpl2"),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    encode_options=(WRITE_SPEAKERS, *TEXT_FILE_OPTIONS),
    keeps=("times to a tenth of a second", "text and line breaks", "italic lines"),
    loses=("other styles and colours", "placement"),
)
