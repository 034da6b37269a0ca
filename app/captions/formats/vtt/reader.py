"""WebVTT to a document, by the parser of the standard, section 6.1."""

from __future__ import annotations

import re
from collections import Counter

from app.captions.formats.shared.rolling import ROLLING, clean_rolling
from app.captions.formats.vtt.colors import is_our_style
from app.captions.formats.vtt.cue_settings import parse_region, parse_settings
from app.captions.formats.vtt.segments import (
    STREAM_ISSUES,
    joined_over_borders,
    offset_of,
    separated,
    shift_between,
)
from app.captions.formats.vtt.styles import SheetStyles, apply_styles
from app.captions.formats.vtt.text import parse_cue_text
from app.captions.model.document import Cue, Document
from app.captions.model.option import Option, Options
from app.captions.text_io.line_ends import unify_lines
from app.captions.timecode.clock_time import clock_ticks
from app.core.errors import CaptionError

_TIME = r"(?:(\d{1,9}):)?([0-5]\d):([0-5]\d)\.(\d{3})(?!\d)"
_TIMING = re.compile(rf"[ \t\f]*{_TIME}[ \t\f]*-->[ \t\f]*{_TIME}(.*)", re.ASCII | re.DOTALL)
_LENIENT_TIME = r"(?:(\d{1,9}):)?(\d{1,2}):(\d{1,2})(?:(?:[.,]|:(?=\d{3}(?!\d)))(\d{1,9}))?(?!\d)"
_LENIENT = re.compile(rf"[ \t\f]*{_LENIENT_TIME}[ \t\f]*-->[ \t\f]*{_LENIENT_TIME}(.*)", re.ASCII | re.DOTALL)
_IN_WORDS = re.compile(r"[^\s\d][ \t]{1,9}-->[ \t]{1,9}[^\s\d]")
"""An arrow in a text, with words and blanks on both sides."""
_NEGATIVE = re.compile(r"(?<![\d-])-(?=\d)[\d:.,]{3,20}")
SIGNATURE = re.compile(r"WEBVTT(?:[ \t]|\Z)")
DECODE_OPTIONS = (
    Option(
        "lenient",
        "boolean",
        False,
        "Also read cues a browser would skip: a comma in the times, short fractions, align:middle.",
    ),
    ROLLING,
)


class _Reader:
    """Takes the blocks of one file in order and fills a document."""

    def __init__(self, lenient: bool) -> None:
        self.document = Document()
        self.lenient = lenient
        self.timing = _LENIENT if lenient else _TIMING
        self.notes: list[str] = []
        self.styles: list[str] = []
        self.first_offset: int | None = None
        self.shift = 0
        self.borders: list[int] = []
        self.own_styles: list[str] = []
        self.stream: Counter[str] = Counter()
        self.last: tuple[Cue, str] | None = None
        """The cue before in the same block, and its text as it stands in the file."""
        self.more: list[str] = []
        """What its text goes on with behind arrows."""

    def lines(self, lines: list[str]) -> None:
        """The non-empty lines between two empty ones: a block, or several when more times follow."""
        first, count, self.last = 0, len(lines), None
        while first < count:
            timing = first if "-->" in lines[first] else -1
            if timing < 0 and first + 1 < count and "-->" in lines[first + 1]:
                timing = first + 1
            end = max(timing, first) + 1
            while end < count and "-->" not in lines[end]:
                end += 1
            if timing < 0:
                self.block(lines[first:end])
            else:
                identifier = lines[first] if timing > first else None
                self.cue(identifier, lines[timing], "\n".join(lines[timing + 1 : end]))
            first = end
        self.settle()

    def cue(self, identifier: str | None, line: str, text: str) -> None:
        match = self.timing.match(self.from_zero(line) if self.lenient else line)
        if match is None:
            if self.last is not None and _IN_WORDS.search(line):
                self.go_on("\n".join(filter(None, (identifier, line, text))))
            else:
                self.issue("unreadable_times", f"Skipped, its times cannot be read: {line[:80]!r}.")
            return
        self.settle()
        h1, m1, s1, f1, h2, m2, s2, f2, rest = match.groups()
        cue = Cue(clock_ticks(h1, m1, s1, f1), clock_ticks(h2, m2, s2, f2), id=identifier)
        if rest and not rest.isspace():
            cue.placement = parse_settings(rest, self.document.regions, self.lenient)
        parse_cue_text(cue, text)
        self.last = cue, text
        if self.shift:
            cue.start, cue.end = cue.start + self.shift, cue.end + self.shift
        if self.notes:
            cue.extras = {"vtt": {"notes": self.notes}}
            self.notes = []
        self.document.cues.append(cue)

    def go_on(self, more: str) -> None:
        """An arrow that no times stand beside is a part of the text, as in “A --> B”."""
        self.more.append(more)
        self.issue("arrow_in_text", f"Kept as text, though browsers stop at its arrow: {more[:80]!r}.")

    def settle(self) -> None:
        """Read the text of the last cue again, once, where it went on."""
        if self.last is not None and self.more:
            cue, text = self.last
            parse_cue_text(cue, "\n".join([text, *self.more]).lstrip("\n"))
            self.more = []

    def from_zero(self, line: str) -> str:
        """The times with zero for those before it, as lenient readers take them."""
        line, negative = _NEGATIVE.subn("00:00:00.000", line)
        if negative:
            self.issue("negative_time", "Begins before zero; what lies before the picture was cut.")
        return line

    def block(self, lines: list[str]) -> None:
        """A block without times: a comment, a style sheet, a region, or something to skip."""
        kind, body = lines[0], "\n".join(lines[1:])
        if kind == "NOTE" or kind.startswith(("NOTE ", "NOTE\t")):
            self.note("\n".join(lines)[5:] if len(kind) > 4 else body)
        elif not body or not self.in_head or kind.rstrip(" \t\f") not in ("STYLE", "REGION"):
            said = " ".join(lines).strip()
            if said and not said.isdecimal():
                self.issue("block_skipped", f"Skipped, it has no times: {said[:80]!r}.")
        elif kind.startswith("STYLE"):
            sheets = self.own_styles if is_our_style(body) else self.styles
            if body not in sheets:
                sheets.append(body)
        elif region := parse_region(body):
            self.document.regions.pop(region.id, None)
            self.document.regions[region.id] = region

    @property
    def in_head(self) -> bool:
        """Whether style sheets may stand here: before the first cue of the file, or of a joined segment."""
        return len(self.document.cues) == (self.borders[-1] if self.borders else 0)

    def note(self, text: str) -> None:
        (self.notes if self.document.cues else self.document.comments).append(text)

    def issue(self, code: str, message: str) -> None:
        self.document.add_issue(code, message, len(self.document.cues) + 1)

    def header(self, lines: list[str]) -> list[str]:
        """Keep the header lines; returns the lines from the first times on, which belong to a cue."""
        end = next((i for i, line in enumerate(lines) if "-->" in line and i), len(lines))
        extras = {"title": lines[0][7:].strip(), "header": self.said_of_stream(lines[1:end])}
        self.document.extras["vtt"] = {name: value for name, value in extras.items() if value}
        self.first_offset = offset_of(lines[1:end])
        for line in lines[1:end]:
            name, colon, value = line.partition(":")
            if colon and name.strip().lower() == "language":
                self.document.language = value.strip() or None
        return lines[end:]

    def said_of_stream(self, lines: list[str]) -> list[str]:
        """Take in what a playlist said before a segment; returns the other lines of its header."""
        self.stream.update(line for line in lines if line in STREAM_ISSUES)
        return [line for line in lines if line not in STREAM_ISSUES]

    def segment(self, lines: list[str]) -> None:
        """The header of a segment that was joined to the file: from here on its map of times holds."""
        end = next((i for i, line in enumerate(lines) if "-->" in line), len(lines))
        self.said_of_stream(lines[:end])
        offset = offset_of(lines[:end])
        if offset is not None:
            self.first_offset = offset if self.first_offset is None else self.first_offset
            self.shift = shift_between(self.first_offset, offset)
        self.borders.append(len(self.document.cues))
        self.lines(lines[end:])

    def finish(self) -> Document:
        carried = self.document.extras["vtt"]
        if self.styles:
            carried["styles"] = self.styles
        if self.styles or self.own_styles:
            apply_styles(self.document, SheetStyles(self.styles + self.own_styles))
        if self.notes:
            carried["notes"] = self.notes
        if not carried:
            del self.document.extras["vtt"]
        if self.borders:
            self.join_segments()
        for line, count in self.stream.items():
            self.document.add_issue("hls_playlist", STREAM_ISSUES[line].format(count))
        return self.document

    def join_segments(self) -> None:
        """One caption of what stands in two segments, and a note of how many there were."""
        cues = self.document.cues
        self.document.cues = joined_over_borders(cues, self.borders)
        repeated = len(cues) - len(self.document.cues)
        message = f"{len(self.borders) + 1} WebVTT files were joined here: read as one, with continuous times"
        message += f"; {repeated} captions that stand in two of them are kept once." if repeated else "."
        self.document.add_issue("joined_segments", message)


def read(text: str, options: Options) -> Document:
    """A WebVTT text as a document; CaptionError not_webvtt when it does not begin with WEBVTT."""
    text = separated(unify_lines(text))
    blocks = text.split("\n\n")
    lines = blocks[0].rstrip("\n").split("\n")
    if not SIGNATURE.match(lines[0]):
        raise CaptionError(
            f"This is not WebVTT: it begins with {lines[0][:40]!r}, not with WEBVTT.",
            code="not_webvtt",
            hint="Choose “auto” as the source format, or add a first line that says WEBVTT.",
            rejected=True,
        )
    reader = _Reader(bool(options.get("lenient")))
    reader.lines(reader.header(lines))
    for block in blocks[1:]:
        block = block.strip("\n")
        if block:
            lines = block.split("\n")
            if block.startswith("WEBVTT") and _is_header(lines):
                reader.segment(lines)
            else:
                reader.lines(lines)
    document = reader.finish()
    clean_rolling(document, options)
    return document


def _is_header(lines: list[str]) -> bool:
    """Whether a later block begins a joined file; right above times the word is an identifier."""
    return SIGNATURE.match(lines[0]) is not None and "-->" not in "".join(lines[1:2])
