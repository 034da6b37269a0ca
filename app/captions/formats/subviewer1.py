"""SubViewer 1 (.sub): `[00:00:01]` on a line of its own, below it the text with `|`, then its end."""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.tables import end_cues
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.option import Options
from app.captions.text_io.line_ends import unify_lines

NAME = "SubViewer 1"
_TIME = re.compile(r"^[ \t]{0,9}\[(\d{1,3}):(\d{2}):(\d{2})\][ \t]*$", re.MULTILINE)
_FIELD = re.compile(
    r"^\[(TITLE|AUTHOR|SOURCE|PRG|FILEPATH|DELAY|CD TRACK)\][ \t]*\n?([^\n\[]{0,200})", re.M | re.I
)
_BEGIN = re.compile(r"^\[BEGIN\]|^\*{2,20} ?START SCRIPT", re.MULTILINE | re.IGNORECASE)
_END = re.compile(r"^(?:\[END\]|\*{2,20} ?END SCRIPT)", re.MULTILINE | re.IGNORECASE)


def read(text: str, options: Options) -> Document:
    """A SubViewer 1 text as a document; a caption lasts until the next time."""
    text = unify_lines(text)
    begin = _BEGIN.search(text)
    head, body = (text[: begin.start()], text[begin.end() :]) if begin else ("", text)
    if end := _END.search(body):
        body = body[: end.start()]
    fields = {name.upper(): value.strip() for name, value in _FIELD.findall(head)}
    document, endless = Document(title=fields.get("TITLE") or None), []
    found = list(_TIME.finditer(body))
    for index, match in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        words = body[match.end() : following.start() if following else len(body)].strip()
        if not words:
            continue
        start = _ticks(match)
        cue = Cue(start, _ticks(following) if following else start, [Run(_lines(words))])
        document.cues.append(cue)
        if following is None or cue.end <= cue.start:
            endless.append(cue)
    end_cues(document, endless)
    return document


def _ticks(match: re.Match[str]) -> int:
    hours, minutes, seconds = map(int, match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * TICKS_PER_SECOND


def _lines(words: str) -> str:
    return "\n".join(line.strip() for line in re.split(r"[|\n]", words) if line.strip())


def sniff(head: Head) -> float:
    """Sure when its script begins and times in brackets follow."""
    text = unify_lines(head.text[:8192])
    begin = _BEGIN.search(text)
    return 0.97 if begin and _TIME.search(text, begin.end()) else 0.0


FORMAT = CaptionFormat(
    id="subviewer1",
    name=NAME,
    extensions=(".sub",),
    media_type="text/plain",
    read=read,
    sniff=sniff,
    keeps=("times to the second", "text and line breaks", "title"),
    loses=("the other fields of its head",),
    aliases=("SubViewer 1.0",),
)
