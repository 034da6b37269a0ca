"""SubRip (.srt): numbered cues with `00:00:01,000 --> 00:00:02,000`. No standard; read as players read it.

The reader looks for timing lines only, so missing numbers, missing blank lines and a `.` for the comma do
not matter. Its patterns are anchored to one line and cannot backtrack across it. Most files need none of
that: those are read in one pass, in half the time and with the same result.
"""

from __future__ import annotations

import re

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.rolling import ROLLING, clean_rolling
from app.captions.formats.shared.speakers import WRITE_SPEAKERS, with_speaker
from app.captions.formats.shared.subrip.frame_times import (
    FRAME_TIMING,
    read_frame_fractions,
    read_frame_times,
)
from app.captions.formats.shared.subrip.markup import parse_markup, render_markup, unread_markup
from app.captions.formats.shared.subrip.odd_times import may_have_times, usual_times
from app.captions.model.document import PLAIN, Cue, Document, Run
from app.captions.model.losses import Losses
from app.captions.model.numpad import DEFAULT, is_exact, to_numpad
from app.captions.model.option import Option, Options
from app.captions.model.style_losses import note_style_losses
from app.captions.text_io.line_ends import drop_blank_lines, has_blank_line, separated_lines, unify_lines
from app.captions.text_io.text_file import TEXT_FILE_OPTIONS
from app.captions.timecode.clock_time import (
    MILLISECOND_TICKS,
    MINUTE_TICKS,
    SECOND_TICKS,
    clock_ticks,
    format_clock,
)

_TIME = r"(-?)(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:(?:[,.`'´]|[:;](?=\d{3}(?!\d)))(\d{1,9}))?"
_TIMING = re.compile(rf"^[ \t]*{_TIME}[ \t]*--?>[ \t]*{_TIME}(?!\d)([^\n]*)$", re.MULTILINE)
_TIME_BEFORE_ARROW = re.compile(r"\d[ \t]*--?>")
"""What a timing line has, found in a fraction of the time that a search for whole ones takes."""
_DECORATED = re.compile(r"(?:#|№|No\.?|\[|\()?[ \t]?(\d{1,9})[.):\]]?", re.IGNORECASE)
_FIRST_NUMBER = re.compile(r"(\D{0,20})0{0,8}1(|\D.{0,12})")
"""What stands above the first times where captions are numbered in words: `Caption 1:`, `1/250`, `a1`."""
_BREAK = re.compile(r"(?<!:)\\N")
"""The line break of SubStation Alpha; after a colon it belongs to the name of a folder."""
_STRAY = re.compile(r"^[ \t]*\d[^\n]{0,40}?-->[ \t]*\d[^\n]*$", re.MULTILINE)
_STRICT = r"(\d\d:[0-5]\d):([0-5]\d),(\d{3})"
_BLOCK = re.compile(rf"\d{{1,9}}\n{_STRICT} --> {_STRICT}\n([^\n]*(?:\n[^\n]+)*)\n*", re.ASCII)
_COORDINATES = re.compile(r"\s*X1:\s?(\d{1,5})\s+X2:\s?(\d{1,5})\s+Y1:\s?(\d{1,5})\s+Y2:\s?(\d{1,5})\s*\Z")
_SETTINGS = re.compile(
    r"(?:[ \t]+(?:[XY][12]:[ \t]?\d+|(?:align|position|line|size|vertical|region):[ \t]?[^\s:]+)(?!\S))*",
    re.I,
)
"""Coordinates and the settings of WebVTT, which stand behind the times."""
_WORD = re.compile(r"[^\W\d_]{2}")
_WITHOUT_TIMES = ("unreadable_times", "cue_without_times", "text_before_first_cue")
"""What is said of captions whose times are not as usual."""
_STYLES_HELD = frozenset({"italic", "bold", "underline", "strike", "color", "size", "font"})


def read(text: str, options: Options) -> Document:
    """A SubRip text as a document; what had to be repaired or skipped is in `document.issues`."""
    text = separated_lines(unify_lines(text))
    cues = _read_strictly(text)
    document = Document(cues) if cues else _read_tolerantly(usual_times(text, _TIMING))
    if any(issue.code in _WITHOUT_TIMES for issue in document.issues):
        tidy = usual_times(text, _TIMING, thorough=True)
        document = document if tidy == text else _read_tolerantly(tidy)
    if not document.cues:
        document = read_frame_times(text) or document
    elif cues is None:
        document = read_frame_fractions(text, len(document.cues)) or document
    if unread := unread_markup(text):
        document.add_issue("not_kept", f"Read, but not kept: {', '.join(unread[:12])}.")
    clean_rolling(document, options)
    return document


def _read_strictly(text: str) -> list[Cue] | None:
    """The cues of a file that is nothing but number, times, text and a blank line; None for any other."""
    cues: list[Cue] = []
    position = 0
    for block in _BLOCK.finditer(text):
        if block.start() != position:
            return None
        position = block.end()
        m1, s1, f1, m2, s2, f2, body = block.groups()
        if body and (body[0] == "\n" or body[-1] in " \t\n"):
            body = _trim(body)
        cue = Cue(
            MINUTE_TICKS[m1] + SECOND_TICKS[s1] + MILLISECOND_TICKS[f1],
            MINUTE_TICKS[m2] + SECOND_TICKS[s2] + MILLISECOND_TICKS[f2],
            [Run(body)] if body else [],
        )
        if "<" in body or "{" in body or ("&" in body and ";" in body) or "\\" in body:
            _set_text(cue, body)
        cues.append(cue)
    # One arrow more than cues: a text has swallowed a block, or says "->" itself.
    return cues if position == len(text) and text.count("->") == len(cues) else None


def _read_tolerantly(text: str) -> Document:
    document = Document()
    cues = document.cues
    timing: re.Match[str] | None = None
    worded: re.Pattern[str] | None = None
    position = number = 0
    above = ""
    for match in _TIMING.finditer(text):
        body, number = _split_number(text, position, match.start(), number, timing is None)
        if timing is None:
            above, worded = body, _numbered_as(body)
        else:
            if worded is not None and (without := _without_number(body, worded, number)) != body:
                body, above = without, ""
            cues.append(_cue(timing, body, document))
        timing, position = match, match.end()
    if above:
        document.add_issue("text_before_first_cue", f"Skipped before the first caption: {above[:80]!r}.")
    if timing is not None:
        cues.append(_cue(timing, _trim(text[position:]), document))
    return document


def _numbered_as(first: str) -> re.Pattern[str] | None:
    """Numbers with the words that the first one has around it; None where it is no such number."""
    found = _FIRST_NUMBER.fullmatch(first)
    return re.compile(rf"{re.escape(found[1])}(\d{{1,9}}){re.escape(found[2])}") if found else None


def _without_number(body: str, worded: re.Pattern[str], number: int) -> str:
    """A body without the coming cue's number in words, which ends it behind an empty line."""
    text, blank, line = body.rpartition("\n\n")
    found = worded.fullmatch(line.strip())
    return _trim(text) if blank and found and int(found[1]) == number else body


def _split_number(text: str, start: int, end: int, last: int, first: bool) -> tuple[str, int]:
    """Cut the number of the coming cue off the end of the body `text[start:end]`.

    The number is the all-digit line right above the timing line, or, in files with a blank line after every
    line, the next number in sequence one line higher. Returns the body and the number (or last + 1).
    """
    cut = max(text.rfind("\n", start, max(start, end - 1)), start)
    line = text[cut:end].strip()
    if line.isdecimal() and len(line) < 10:
        body = _trim(text[start:cut])
        twice = body.rpartition("\n\n")
        return _trim(twice[0]) if twice[1] and twice[2].strip() == line else body, int(line)
    if (decorated := _DECORATED.fullmatch(line)) and int(decorated[1]) == last + 1:
        return _trim(text[start:cut]), last + 1
    body = _trim(text[start:end])
    if first and body.isdecimal() and len(body) < 10:
        return "", int(body)
    tail = body[body.rfind("\n") + 1 :].strip()
    if (
        tail.isdecimal()
        and len(tail) < 10
        and int(tail) == last + 1
        and (first or f"\n\n{tail}" in body[-12:])
    ):
        return _trim(body[: -len(tail)]), last + 1
    return body, last + 1


def _cue(timing: re.Match[str], body: str, document: Document) -> Cue:
    sign1, h1, m1, s1, f1, sign2, h2, m2, s2, f2, rest = timing.groups()
    if "\n\n" in body or "->" in body:
        body = _cut_strays(body, document)
    cue = Cue(clock_ticks(h1, m1, s1, f1), clock_ticks(h2, m2, s2, f2))
    if sign1 or sign2:
        _cut_at_zero(cue, sign1, sign2, document)
    if rest and not rest.isspace():
        if not body:
            rest, body = _divided(rest)
        if rest.strip():
            _read_rest(cue, rest, document)
    _set_text(cue, body)
    return cue


def _cut_at_zero(cue: Cue, sign1: str, sign2: str, document: Document) -> None:
    """A time before zero becomes zero: the picture begins there."""
    cue.start, cue.end = 0 if sign1 else cue.start, 0 if sign2 else cue.end
    message = "Begins before zero; what lies before the start of the picture was cut."
    document.add_issue("negative_time", message, len(document.cues) + 1)


def _set_text(cue: Cue, body: str) -> None:
    if "\\N" in body:
        body = _BREAK.sub("\n", body)
    if "<" in body or "{" in body or "&" in body:
        cue.runs, cue.placement = parse_markup(body)
    elif body:
        cue.runs = [Run(body)]


def _divided(rest: str) -> tuple[str, str]:
    """The settings behind the times and the words that follow them, of a cue that has none below."""
    settings = _SETTINGS.match(rest)
    words = rest[settings.end() :].strip() if settings else ""
    return (settings[0], words) if settings and _WORD.search(words) else (rest, "")


def _read_rest(cue: Cue, rest: str, document: Document) -> None:
    """What follows the times: the X1 X2 Y1 Y2 box, carried along, or something unknown."""
    match = _COORDINATES.match(rest)
    if match is not None:
        cue.extras = {"srt": {"box": [int(value) for value in match.groups()]}}
    else:
        document.add_issue(
            "timing_extra", f"Ignored after the times: {rest.strip()[:80]!r}.", len(document.cues) + 1
        )


def _cut_strays(body: str, document: Document) -> str:
    """End the cue where a line has unreadable times, or where a block has a number but no times."""
    number = len(document.cues) + 1
    if stray := _STRAY.search(body):
        skipped = " / ".join(body[stray.start() :].splitlines())
        message = f"Skipped, its times cannot be read: {skipped[:80]!r}."
        document.add_issue("unreadable_times", message, number)
        body, _ = _split_number(body, 0, stray.start(), number, False)
    blocks = body.split("\n\n")
    for index, block in enumerate(blocks):
        first, _, rest = block.strip("\n").partition("\n")
        if index and rest and first.strip() == str(number + 1):
            document.add_issue("cue_without_times", f"Skipped, it has no times: {block[:80]!r}.", number)
            blocks = blocks[:index]
            break
    return _trim("\n\n".join(blocks))


def _trim(body: str) -> str:
    return body.lstrip("\n").rstrip(" \t\n")


def write(document: Document, options: Options, losses: Losses) -> str:
    """The document as SubRip text with numbers from 1; an empty cue is kept with no text."""
    parts: list[str] = []
    for number, cue in enumerate(document.cues, 1):
        runs = cue.runs
        plain = len(runs) == 1 and runs[0].style is PLAIN and cue.mode is None
        if plain and cue.placement is None and cue.speaker is None:
            body = runs[0].text
            if "<" in body or "{" in body or "&" in body:
                body = render_markup(runs)
        else:
            body = _body(cue, number, losses, options)
        if has_blank_line(body):
            body = drop_blank_lines(body, losses, number)
        if "->" in body and (_TIMING.search(body) or _STRAY.search(body)):
            body = body.replace("->", "-&gt;")  # else a reader takes it for the times of another cue
        box = cue.extras.get("srt", {}).get("box") if cue.extras else None
        tail = " X1:{} X2:{} Y1:{} Y2:{}".format(*box) if box else ""
        parts.append(
            f"{number}\n{format_clock(cue.start, ',')} --> {format_clock(cue.end, ',')}{tail}\n{body}\n"
        )
        if cue.karaoke:
            losses.add("inner_times", "Times inside a caption (karaoke)", cue=number)
    return "\n".join(parts)


def _body(cue: Cue, number: int, losses: Losses, options: Options) -> str:
    keep = options.get("formatting", True)
    note_style_losses(cue, number, losses, _STYLES_HELD if keep else frozenset())
    body = render_markup(cue.runs) if keep else render_markup([Run(cue.text)])
    body = with_speaker(cue, body, number, losses, options)
    if cue.placement is not None:
        key = to_numpad(cue.placement)
        if not keep or not is_exact(cue.placement):
            losses.add("placement", "Exact placement on the picture", cue=number)
        if keep and key != DEFAULT:
            body = f"{{\\an{key}}}{body}"
    return body


def sniff(head: Head) -> float:
    """Sure when numbered timing lines with a comma come early and it does not call itself WebVTT."""
    text = head.start
    if text.startswith("WEBVTT"):
        return 0.0
    if not may_have_times(text):
        return 0.0
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    timed = _TIME_BEFORE_ARROW.search(text) is not None
    match = _TIMING.search(text) if timed else None
    if match is None:
        plain = usual_times(text, _TIMING)
        match = _TIMING.search(plain) if plain != text else None
    if match is None:
        return 0.6 if timed and FRAME_TIMING.search(text) else 0.0
    return 0.95 if "," in match[0] and match.start() < 200 else 0.8 if match.start() < 200 else 0.4


FORMAT = CaptionFormat(
    id="srt",
    name="SubRip Video Subtitle Script",
    extensions=(".srt",),
    media_type="application/x-subrip",
    read=read,
    write=write,
    sniff=sniff,
    decode_options=(ROLLING,),
    encode_options=(
        Option("formatting", "boolean", True, "Write <i>, <b>, <u>, <font> and {\\an8} tags."),
        WRITE_SPEAKERS,
        *TEXT_FILE_OPTIONS,
    ),
    keeps=(
        "times to the millisecond",
        "italic, bold, underline, strike-through",
        "text colour, size and face",
        "one of nine places on the picture",
    ),
    loses=("exact placement and regions", "background colour", "ruby, language and classes", "karaoke times"),
    aliases=("SubRip", "SRT", ".srt"),
)
