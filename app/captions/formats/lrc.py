"""LRC lyrics (.lrc): `[mm:ss.xx]text`; a line lasts until the next one, an empty line ends it early.

Past an hour some programs write `[h:mm:ss.xx]`. Several times before one text repeat it; `[offset:+500]`
shows everything that many milliseconds sooner; `<mm:ss.xx>` inside a line (enhanced form) times its words.
"""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.plain_text import escape_time_line, plain_text
from app.captions.formats.shared.speakers import WRITE_SPEAKERS
from app.captions.model.document import TICKS_PER_MS, TICKS_PER_SECOND, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.option import Option, Options
from app.captions.text_io.line_ends import unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import clock_ticks, format_clock

_HOUR = r"(?:(\d{1,3}):(?=\d{1,2}:\d{1,2}\.))?"
"""Hours, which only a time with three parts and a fraction has: `[01:02:50]` are hundredths."""
_TAG = re.compile(rf"\[(-?){_HOUR}(\d{{1,4}}):(\d{{1,2}})(?:[.:](\d{{1,3}}))?\]")
_HOURS = re.compile(r"\[\d{1,2}:[0-5]\d:[0-5]\d\]")
"""Hours, minutes and seconds: where all times look like this, it is rather a transcript."""
_WORD = re.compile(rf"<{_HOUR}(\d{{1,4}}):(\d{{1,2}})[.:](\d{{1,3}})>")
_FIELD = re.compile(r"\[([a-zA-Z#]{1,12}):([^\]\n]{0,999})\]\s*\Z")
_LONGEST_GUESS = 5 * TICKS_PER_SECOND
"""How long the last line shows when nothing ends it."""


def read(text: str, options: Options) -> Document:
    """An LRC text as a document; ends are the next line's start."""
    document = Document()
    fields: dict[str, str] = {}
    entries: list[tuple[int, str]] = []
    for line in unify_lines(text).split("\n"):
        line = line.strip()
        position, starts = 0, []
        while match := _TAG.match(line, position):
            sign, *clock = match.groups()
            starts.append(-clock_ticks(*clock) if sign else clock_ticks(*clock))
            position = match.end()
        if starts:
            entries += [(start, line[position:].strip()) for start in starts]
        elif field := _FIELD.match(line):
            fields[field[1].lower()] = field[2].strip()
        elif line:
            document.add_issue("line_skipped", f"Skipped, it has no time that can be read: {line[:80]!r}.")
    entries.sort(key=lambda entry: entry[0])
    sooner = _offset(fields.pop("offset", ""))
    for index, (start, words) in enumerate(entries):
        if words:
            following = next(
                (t for t, _ in entries[index + 1 : index + 9] if t > start), start + _LONGEST_GUESS
            )
            document.cues.append(_cue(start, following, words, sooner))
    if fields:
        document.extras["lrc"] = fields
        document.title, document.language = fields.get("ti"), fields.get("la")
    return document


def _offset(value: str) -> int:
    return int(value) * TICKS_PER_MS if re.fullmatch(r"[+-]?\d{1,7}", value) else 0


def _cue(start: int, end: int, words: str, sooner: int) -> Cue:
    cue = Cue(start - sooner, end - sooner)
    if "<" in words:
        parts, karaoke, position, length = [], [], 0, 0
        for match in _WORD.finditer(words):
            parts.append(words[position : match.start()])
            length += len(parts[-1])
            karaoke.append((length, clock_ticks(*match.groups()) - start))
            position = match.end()
        words = "".join(parts) + words[position:]
        cue.karaoke = tuple(karaoke) or None
    cue.runs = [Run(words)]
    return cue


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as LRC; a pause between two lines is written as an empty line."""
    lines = [f"[{name}:{value}]" for name, value in document.extras.get("lrc", {}).items()]
    if document.title and not document.extras.get("lrc", {}).get("ti"):
        lines.append(f"[ti:{document.title}]")
    cues = sorted(document.cues, key=lambda cue: cue.start)
    for number, cue in enumerate(cues, 1):
        plain = plain_text(cue, number, losses, options)
        if "\n" in plain:
            losses.add("line_break", "Line breaks inside a caption", cue=number)
        words = _with_karaoke(cue) if cue.karaoke and options.get("word_times", True) else plain
        words = " ".join(words.split())
        if _TAG.match(words):
            words = escape_time_line(words, number, losses)
        lines.append(f"[{_clock(cue.start)}]{words}")
        following = cues[number].start if number < len(cues) else None
        if following is None or following > cue.end:
            lines.append(f"[{_clock(cue.end)}]")
        elif following < cue.end:
            losses.add("overlap", "The end of a caption that overlaps the next", cue=number)
    return "\n".join(lines) + "\n"


def _with_karaoke(cue: Cue) -> str:
    text, parts, done = cue.text, [], 0
    for place, tick in cue.karaoke or ():
        parts += [text[done:place], f"<{_clock(cue.start + tick)}>"]
        done = place
    return "".join([*parts, text[done:]])


def _clock(ticks: int) -> str:
    """`mm:ss.xx`: minutes count on, there are no hours."""
    return format_clock(ticks, decimals=2, hour_digits=0)


def sniff(head: Head) -> float:
    """Likely when lines begin with `[mm:ss.xx]` or are `[ar:…]` fields."""
    lines = [line.strip() for line in head.lines[:60]]
    if not lines:
        return 0.0
    timed = sum(_TAG.match(line) is not None for line in lines)
    fields = sum(_FIELD.match(line) is not None for line in lines)
    if not timed:
        return 0.0
    hours = timed == sum(_HOURS.match(line) is not None for line in lines)
    return 0.3 if hours else min(0.95, (timed + fields) / len(lines))


FORMAT = CaptionFormat(
    id="lrc",
    name="LRC",
    holds_title=True,
    extensions=(".lrc",),
    media_type="text/plain",
    read=read,
    write=write,
    sniff=sniff,
    encode_options=(
        WRITE_SPEAKERS,
        Option("word_times", "boolean", True, "Write the times of words, where known, as <mm:ss.xx>."),
        *TEXT_FILE_OPTIONS,
    ),
    keeps=("start times to the hundredth of a second", "text", "times of words", "title and other fields"),
    loses=("line breaks", "overlaps", "all styles and colours", "placement"),
    aliases=("LRC lyrics", ".lrc"),
)
