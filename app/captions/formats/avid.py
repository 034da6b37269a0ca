"""Avid DS captions and Avid SubCap: timecodes on a line, text below, between begin and end marks.

    @ This file written with the Avid Caption plugin, version 1

    <begin subtitles>
    01:00:00:05 01:00:04:04
    Two lines
    of text

    <end subtitles>

Both programs share the grammar (Belle Nuit Subtitler, "Import Avid DS"; Avid Media Composer, "Applying the
SubCap Effect"). Media Composer's SubCap effect writes UTF-16 and stops importing at the first overlap, so for
it overlaps are closed and recorded. Lines with "@" are comments; header lines are kept for writing back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.plain_text import plain_text
from app.captions.formats.shared.speakers import WRITE_SPEAKERS
from app.captions.formats.shared.timecodes import TimecodeReader, TimecodeWriter
from app.captions.model.document import Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.captions.text_io.line_ends import drop_blank_lines, unify_lines
from app.captions.text_io.text_file import TEXT_ENCODING

DS, SUBCAP = "avid-ds", "avid-subcap"
_TITLE = "@ This file written with the Avid Caption plugin, version 1"
_TIME = r"([0-9]{1,2}[:;][0-9]{1,2}[:;][0-9]{1,2}[:;.][0-9]{1,2})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]+{_TIME}[ \t]*(.*)")
_MARK = re.compile(r"[ \t]*<[ \t]*(begin|end)[ \t]+subtitles[ \t]*>[ \t]*", re.IGNORECASE)


def read(text: str, options: Options) -> Document:
    """An Avid caption text as a document; CaptionError `invalid_timecode` for a frame that is not there."""
    document = Document()
    codes = TimecodeReader(options)
    header: list[str] = []
    begun = False
    lines: list[str] = []
    for number, line in enumerate(unify_lines(text).split("\n"), 1):
        if mark := _MARK.fullmatch(line):
            begun = True
            if mark[1].lower() == "end":
                break
        elif found := _TIMES.fullmatch(line):
            begun = True
            _finish(document, lines)
            lines = [found[3]] if found[3].strip() else []
            document.cues.append(Cue(codes.read(found[1], number), codes.read(found[2], number)))
        elif line.startswith("@"):
            _comment(document, line)
        elif not begun:
            header += [line] if line.strip() else []
        elif document.cues:
            lines.append(line)
        elif line.strip():
            document.add_issue("unreadable_line", f"Line {number} stands before the first timecode.")
    _finish(document, lines)
    if header:
        document.extras[DS] = {"header": header}
    codes.stamp(document)
    return document


def _finish(document: Document, lines: list[str]) -> None:
    """Give the last cue its text, without the empty lines that end it."""
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    if text.strip():
        document.cues[-1].runs = [Run(text)]


def _comment(document: Document, line: str) -> None:
    if line.strip() != _TITLE:
        document.comments.append(line[1:].strip())


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document for Avid DS."""
    return _written(document, document.cues, options, losses)


def write_subcap(document: Document, options: Options, losses: Losses) -> str:
    """The document for the SubCap effect of Media Composer, which reads UTF-16 and UTF-8."""
    return _written(document, _apart(document.cues, losses), options, losses)


def _written(document: Document, cues: Iterable[Cue], options: Options, losses: Losses) -> str:
    stamps = TimecodeWriter(document)
    comments = [f"@ {line}" for note in document.comments for line in note.split("\n")]
    parts = [_TITLE, *comments, "", *document.extras.get(DS, {}).get("header", ()), "<begin subtitles>"]
    for number, cue in enumerate(cues, 1):
        text = drop_blank_lines(plain_text(cue, number, losses, options), losses, number)
        parts += [" ".join(stamps.span(cue.start, cue.end)), _free(text, number, losses), ""]
    return "\r\n".join([*parts, "<end subtitles>", ""]).replace("\r\n", "\n").replace("\n", "\r\n")


def _free(text: str, number: int, losses: Losses) -> str:
    """The text with lines that would be read as marks, comments or times set off by a no-break space."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if line.startswith("@") or _MARK.fullmatch(line) or _TIMES.fullmatch(line):
            losses.add("character", "Lines that are commands in this format", cue=number, detail=line)
            lines[index] = "\u00a0" + line
    return "\n".join(lines)


def _apart(cues: list[Cue], losses: Losses) -> list[Cue]:
    """The cues in order, each ended before the next starts; one hidden wholly by the next is left out."""
    order = sorted(enumerate(cues, 1), key=lambda item: item[1].start)
    kept: list[Cue] = []
    for index, (number, cue) in enumerate(order):
        following = order[index + 1][1].start if index + 1 < len(order) else cue.end
        if following <= cue.start < cue.end:
            losses.add("overlap", "A caption hidden by the next one", cue=number, detail=cue.text)
            continue
        if following < cue.end:
            losses.add("overlap", "The end of a caption that overlaps the next", cue=number)
            cue = replace(cue, end=following)
        kept.append(cue)
    return kept


def sniff(head: Head) -> float:
    """Sure with the begin mark or the plugin's line; a little less in UTF-16, which SubCap writes."""
    return _likely(head) * (0.99 if _is_utf_16(head) else 1.0)


def sniff_subcap(head: Head) -> float:
    """As Avid DS, but surer in UTF-16, which is what Media Composer exports."""
    return _likely(head) * (1.0 if _is_utf_16(head) else 0.99)


def _is_utf_16(head: Head) -> bool:
    return head.data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _likely(head: Head) -> float:
    lines = head.lines[:40]
    timed = any(_TIMES.fullmatch(line) for line in lines)
    if timed and (lines[0].strip() == _TITLE or any(_MARK.fullmatch(line) for line in lines)):
        return 1.0
    alone = sum(1 for line in lines if (found := _TIMES.fullmatch(line)) and not found[3])
    return 0.9 if alone and _TIMES.fullmatch(lines[0]) and alone * 5 >= len(lines) else 0.0


_KEEPS = ("times to the frame", "text and line breaks", "comments and header lines")
_LOSES = (
    "all styles and colours",
    "placement (it is set in the Avid)",
    "who speaks, unless written before the text",
)

FORMATS = (
    CaptionFormat(
        id=DS,
        name="Avid DS",
        extensions=(".txt",),
        media_type="text/plain",
        read=read,
        write=write,
        sniff=sniff,
        frame_based=True,
        holds_notes=True,
        encode_options=(WRITE_SPEAKERS, TEXT_ENCODING),
        keeps=_KEEPS,
        loses=_LOSES,
        aliases=("Avid DS Subtitle", "Avid Caption"),
    ),
    CaptionFormat(
        id=SUBCAP,
        name="Avid SubCap",
        extensions=(".txt",),
        media_type="text/plain",
        read=read,
        write=write_subcap,
        sniff=sniff_subcap,
        frame_based=True,
        holds_notes=True,
        encode_options=(
            replace(TEXT_ENCODING, default="utf-16"),
            WRITE_SPEAKERS,
        ),
        keeps=_KEEPS,
        loses=(*_LOSES, "overlaps, at which the SubCap import would stop"),
    ),
)
