"""WebVTT cue text (WebVTT, section 6.4): spans, voices, ruby, inner times and entities to runs, and back."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from app.captions.clock import clock, from_parts
from app.captions.document import PLAIN, Cue, Run, Style
from app.captions.formats.vtt_colors import class_color
from app.captions.markup import MAX_RUNS
from app.core.errors import CaptionError

# Once "<" is seen the tag runs to the next ">" or to the end, so this always matches and never retries.
_TAG = re.compile(r"<([^>]*)>?")
_INNER_TIME = re.compile(r"(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})\Z", re.ASCII)
_SPACES = re.compile(r"[ \t\n\f\r]+")
_SPANS = ("c", "i", "b", "u", "ruby", "rt", "v", "lang")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
Marks = list[tuple[int, int]]


@dataclass(slots=True)
class _Open:
    """One open span: its tag and the style to return to when it closes."""

    tag: str
    before: Style


class _Parser:
    """Builds the runs of one cue from its tag tokens."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.runs: list[Run] = []
        self.marks: Marks = []
        self.length = 0
        self.style = PLAIN
        self.stack: list[_Open] = []
        self.ruby_from: list[int] = []
        self.in_rt: list[str] | None = None

    def text(self, text: str) -> None:
        if not text:
            return
        if "&" in text:
            text = html.unescape(text)
        if self.in_rt is not None:
            self.in_rt.append(text)
            return
        self.length += len(text)
        if self.runs and self.runs[-1].style == self.style and len(self.runs) not in self.ruby_from:
            self.runs[-1] = Run(self.runs[-1].text + text, self.style)
            return
        self.runs.append(Run(text, self.style))
        if len(self.runs) > MAX_RUNS:
            raise CaptionError(
                f"One caption has more than {MAX_RUNS} style changes.",
                code="too_many_tags",
                hint="Remove the tags from that caption; this is not a usual caption file.",
                rejected=True,
            )

    def tag(self, body: str) -> None:
        if body[:1] == "/":
            self.close(body[1:].strip())
        elif body[:1].isdigit():
            self.inner_time(body)
        else:
            self.open(body)

    def inner_time(self, body: str) -> None:
        match = _INNER_TIME.match(body)
        if match is not None:
            self.marks.append((self.length, from_parts(*match.groups()) - self.start))

    def open(self, body: str) -> None:
        head, *rest = _SPACES.split(body, maxsplit=1)
        annotation = _SPACES.sub(" ", html.unescape(rest[0])).strip() if rest else ""
        tag, *classes = head.split(".")
        if tag not in _SPANS or len(self.stack) > MAX_RUNS:
            return
        if tag == "rt":
            if not self.ruby_from or self.in_rt is not None:
                return
            self.in_rt = []
        elif tag == "ruby":
            self.ruby_from.append(len(self.runs))
        self.stack.append(_Open(tag, self.style))
        self.style = _styled(self.style, tag, tuple(name for name in classes if name), annotation)

    def close(self, tag: str) -> None:
        if not self.stack:
            return
        if self.stack[-1].tag == tag:
            self._pop()
        elif tag == "ruby" and self.stack[-1].tag == "rt":
            self._pop()
            self._pop()

    def _pop(self) -> None:
        span = self.stack.pop()
        self.style = span.before
        if span.tag == "rt":
            self._annotate()
        elif span.tag == "ruby":
            self.ruby_from.pop()

    def _annotate(self) -> None:
        """Hang the finished `<rt>` on the runs since `<ruby>` or the last annotation."""
        annotation, self.in_rt = "".join(self.in_rt or ()), None
        first = self.ruby_from[-1]
        if first < len(self.runs):
            base = "".join(run.text for run in self.runs[first:])
            self.runs[first:] = [Run(base, replace(self.runs[first].style, ruby=annotation or None))]
        self.ruby_from[-1] = len(self.runs)


@lru_cache(maxsize=4096)
def _styled(style: Style, tag: str, classes: tuple[str, ...], annotation: str) -> Style:
    match tag:
        case "i":
            style = replace(style, italic=True)
        case "b":
            style = replace(style, bold=True)
        case "u":
            style = replace(style, underline=True)
        case "v":
            style = replace(style, voice=annotation or None)
        case "lang":
            style = replace(style, language=annotation or None)
    for name in classes:
        if known := class_color(name):
            style = (
                replace(style, color=known[1]) if known[0] == "color" else replace(style, background=known[1])
            )
        elif name not in style.classes:
            style = replace(style, classes=(*style.classes, name))
    return style


def parse_cue_text(cue: Cue, text: str) -> None:
    """Fill the cue's runs, marks and speaker from its WebVTT text; CaptionError too_many_tags."""
    if "<" not in text:
        plain = html.unescape(text) if "&" in text else text
        cue.runs = [Run(plain)] if plain else []
        return
    parser = _Parser(cue.start)
    position = 0
    for match in _TAG.finditer(text):
        parser.text(text[position : match.start()])
        parser.tag(match[1])
        position = match.end()
    parser.text(text[position:])
    while parser.stack:
        parser._pop()
    cue.runs, cue.marks = parser.runs, tuple(parser.marks) or None
    _lift_speaker(cue)


def _lift_speaker(cue: Cue) -> None:
    """One voice for the whole cue is its speaker; several stay on their runs."""
    voices = {run.style.voice for run in cue.runs if run.text.strip()}
    if len(voices) == 1 and (voice := voices.pop()):
        cue.speaker = voice
        cue.runs = [Run(run.text, _without_voice(run.style)) for run in cue.runs]


@lru_cache(maxsize=4096)
def _without_voice(style: Style) -> Style:
    style = replace(style, voice=None)
    return PLAIN if style == PLAIN else style


def escape(text: str) -> str:
    """Cue text with `&`, `<` and `>` as entities."""
    return text.translate(_ESCAPED) if "&" in text or "<" in text or ">" in text else text


def render_cue_text(cue: Cue, color_class: dict[str, str]) -> str:
    """The cue's text with tags; `color_class` names the class to write for a colour (`bg:` + it behind text).

    Spans are opened in one fixed order, so that text read back and written again stays the same.
    """
    parts: list[str] = []
    open_tags: list[tuple[str, str]] = []
    marks = list(cue.marks or ())
    offset = 0
    for run in cue.runs:
        wanted = _tags(run, cue.speaker, color_class)
        shared = 0
        limit = min(len(wanted), len(open_tags))
        while shared < limit and wanted[shared] == open_tags[shared] and wanted[shared][0] != "<ruby>":
            shared += 1
        parts += [end for _, end in reversed(open_tags[shared:])]
        while marks and marks[0][0] <= offset:
            parts.append(f"<{clock(cue.start + marks.pop(0)[1])}>")
        parts += [start for start, _ in wanted[shared:]]
        marks = _add_text(parts, run.text, offset, marks, cue.start)
        offset += len(run.text)
        open_tags = wanted
    parts += [end for _, end in reversed(open_tags)]
    parts += [f"<{clock(cue.start + tick)}>" for _, tick in marks]
    return "".join(parts)


def _add_text(parts: list[str], text: str, offset: int, marks: Marks, start: int) -> Marks:
    """Append a run's text with the inner times that fall in it; returns the marks still to come."""
    here = [mark for mark in marks if mark[0] < offset + len(text)]
    done = 0
    for place, tick in here:
        parts += (escape(text[done : place - offset]), f"<{clock(start + tick)}>")
        done = place - offset
    parts.append(escape(text[done:]))
    return marks[len(here) :]


def _tags(run: Run, speaker: str | None, color_class: dict[str, str]) -> list[tuple[str, str]]:
    style = run.style
    tags: list[tuple[str, str]] = []
    if voice := style.voice or speaker:
        tags.append((f"<v {_annotation(voice)}>", "</v>"))
    if style is PLAIN:
        return tags
    if style.language:
        tags.append((f"<lang {_annotation(style.language)}>", "</lang>"))
    classes = list(style.classes)
    for prefix, color in (("", style.color), ("bg:", style.background)):
        if color:
            classes.append(color_class[prefix + color])
    if classes:
        tags.append((f"<c.{'.'.join(dict.fromkeys(classes))}>", "</c>"))
    tags += [
        (f"<{x}>", f"</{x}>")
        for x, on in zip("biu", (style.bold, style.italic, style.underline), strict=True)
        if on
    ]
    if style.ruby:
        tags.append(("<ruby>", f"<rt>{escape(style.ruby)}</rt></ruby>"))
    return tags


def _annotation(text: str) -> str:
    return escape(" ".join(text.split()))
