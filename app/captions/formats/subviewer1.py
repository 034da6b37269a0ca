"""SubViewer 1 (.sub): `[00:00:01]` on a line of its own, below it the text with `|`, then its end."""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.plain_text import escape_time_line, plain_text
from app.captions.formats.shared.speakers import WRITE_SPEAKERS
from app.captions.formats.shared.tables import end_cues
from app.captions.model.document import TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.text_io.line_ends import drop_blank_lines, unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import format_clock

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


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document in whole seconds; a pause is a time without a text."""
    parts = [_HEAD.format(" ".join((document.title or "").split()))]
    cues = sorted(enumerate(document.cues, 1), key=lambda item: item[1].start)
    spans = _whole_seconds([cue for _, cue in cues])
    for index, (number, cue) in enumerate(cues):
        (start, end), following = spans[index], spans[index + 1][0] if index + 1 < len(cues) else None
        if {cue.start, cue.end} != {start * TICKS_PER_SECOND, end * TICKS_PER_SECOND}:
            losses.add("times", "Fractions of a second", cue=number)
        parts.append(f"[{_clock(start)}]\n{_text(cue, number, options, losses)}\n")
        if following is None or following > end:
            parts.append(f"[{_clock(end)}]\n\n")
        elif following < end:
            losses.add("overlap", "The end of a caption that overlaps the next", cue=number)
    return "".join([*parts, "[END]\n******** END SCRIPT ********\n"])


_HEAD = (
    "[TITLE]\n{}\n[AUTHOR]\n\n[SOURCE]\n\n[PRG]\n\n[FILEPATH]\n\n[DELAY]\n0\n[CD TRACK]\n0\n"
    "[BEGIN]\n******** START SCRIPT ********\n"
)


def _whole_seconds(cues: list[Cue]) -> list[tuple[int, int]]:
    """The nearest seconds of each cue; a start that another cue has taken becomes the next second."""
    spans: list[tuple[int, int]] = []
    for cue in cues:
        start = max(round(cue.start / TICKS_PER_SECOND), spans[-1][0] + 1 if spans else 0)
        spans.append((start, max(round(cue.end / TICKS_PER_SECOND), start + 1)))
    return spans


def _clock(seconds: int) -> str:
    return format_clock(seconds * TICKS_PER_SECOND, decimals=0)


def _text(cue: Cue, number: int, options: Options, losses: Losses) -> str:
    text = plain_text(cue, number, losses, options).replace("\r", " ")
    if "|" in text:
        losses.add("character", "“|”, which breaks a line here", cue=number)
    words = drop_blank_lines(text.replace("|", "/"), losses, number).replace("\n", "|")
    looks_like_a_time = _TIME.search(words) or _END.match(words)
    return escape_time_line(words, number, losses) if looks_like_a_time else words


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
    write=write,
    sniff=sniff,
    holds_title=True,
    encode_options=(WRITE_SPEAKERS, *TEXT_FILE_OPTIONS),
    keeps=("times to the second", "text and line breaks", "title"),
    loses=(
        "fractions of a second, overlaps",
        "all styles and colours",
        "placement",
        "the other fields of its head",
    ),
    aliases=("SubViewer 1.0",),
)
