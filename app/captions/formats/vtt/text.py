"""WebVTT cue text (WebVTT, section 6.4): spans, voices, ruby, inner times and entities to runs, and back."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from app.captions.formats.vtt.colors import ColorClasses, class_color
from app.captions.model.document import PLAIN, Cue, Run, Style
from app.captions.model.run_builder import MAX_RUNS, RunBuilder, interned
from app.captions.timecode.clock_time import clock_ticks, format_clock

# Once "<" is seen the tag runs to the next ">" or to the end, so this always matches and never retries.
_TAG = re.compile(r"<([^>]*)>?")
_INNER_TIME = re.compile(r"(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})\Z", re.ASCII)
_NO_TAG = re.compile(r"<(?=[ \t\n]|\d{1,9}(?:[^\d:.,>]|\Z))")
"""A bracket before a blank or an amount, as in “I <3 you” and “a < b”: no tag, whose words would go."""
_SPACES = re.compile(r"[ \t\n\f\r]+")
_SPANS = ("c", "i", "b", "u", "ruby", "rt", "v", "lang")
Karaoke = list[tuple[int, int]]


@dataclass(slots=True)
class _Open:
    """One open span: its tag and the style to return to when it closes."""

    tag: str
    before: Style


class _Parser:
    """Builds the runs of one cue from its tag tokens."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.built = RunBuilder()
        self.karaoke: Karaoke = []
        self.style = PLAIN
        self.stack: list[_Open] = []
        self.ruby_from: list[int] = []
        self.in_rt: list[str] | None = None

    def text(self, text: str) -> None:
        if "&" in text:
            text = html.unescape(text)
        if self.in_rt is None:
            self.built.add(text, self.style)
        else:
            self.in_rt.append(text)

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
            self.karaoke.append((self.built.length, clock_ticks(*match.groups()) - self.start))

    def open(self, body: str) -> None:
        head, *rest = _SPACES.split(body, maxsplit=1)
        annotation = _SPACES.sub(" ", html.unescape(rest[0])).strip() if rest else ""
        tag, *classes = head.split(".")
        if tag == "br" or tag == "br/":
            self.text("\n")
            return
        if tag not in _SPANS or len(self.stack) > MAX_RUNS:
            return
        if tag == "rt":
            if not self.ruby_from or self.in_rt is not None:
                return
            self.in_rt = []
        elif tag == "ruby":
            self.ruby_from.append(self.built.seal())
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
        base = self.built.merge_from(self.ruby_from[-1])
        if base is not None:
            self.built.restyle_last(interned(replace(base, ruby=annotation or None)))
        self.ruby_from[-1] = self.built.seal()


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
    return interned(style)


def parse_cue_text(cue: Cue, text: str) -> None:
    """Fill the cue's runs, inner times and speaker from its WebVTT text; CaptionError too_many_tags."""
    if "<" not in text:
        plain = html.unescape(text) if "&" in text else text
        cue.runs = [Run(plain)] if plain else []
        return
    parser = _Parser(cue.start)
    text = _NO_TAG.sub("&lt;", text)
    position = 0
    for match in _TAG.finditer(text):
        parser.text(text[position : match.start()])
        parser.tag(match[1])
        position = match.end()
    parser.text(text[position:])
    while parser.stack:
        parser._pop()
    cue.runs, cue.karaoke = parser.built.runs(), tuple(parser.karaoke) or None
    _lift_speaker(cue)


def _lift_speaker(cue: Cue) -> None:
    """One voice for the whole cue is its speaker; several stay on their runs."""
    voices = {run.style.voice for run in cue.runs if run.text.strip()}
    if len(voices) == 1 and (voice := voices.pop()):
        cue.speaker = voice
        cue.runs = [Run(run.text, _without_voice(run.style)) for run in cue.runs]


@lru_cache(maxsize=4096)
def _without_voice(style: Style) -> Style:
    return interned(replace(style, voice=None))


def escape(text: str) -> str:
    """Cue text with `&`, `<` and `>` as entities."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text or ">" in text:
        text = text.replace("<", "&lt;").replace(">", "&gt;")
    return text


_SIMPLE: dict[int, tuple[Style, str, str]] = {}
"""The tags of styles that are italic, bold or underline only, by the identity of the style, which is kept."""


def in_simple_tags(runs: list[Run]) -> str | None:
    """The text of runs that are plain or have one simple style each between plain ones; None for any other.

    It is what `render_cue_text` gives for them, in a fraction of the time.
    """
    if len(runs) == 1 and runs[0].style is PLAIN:
        return escape(runs[0].text)
    parts: list[str] = []
    styled = False
    for run in runs:
        style = run.style
        if style is PLAIN:
            parts.append(escape(run.text))
            styled = False
            continue
        tags = None if styled else _simple_tags(style)
        if tags is None:
            return None
        parts += (tags[1], escape(run.text), tags[2])
        styled = True
    return "".join(parts) if parts else None


def _simple_tags(style: Style) -> tuple[Style, str, str] | None:
    found = _SIMPLE.get(id(style))
    if found is not None and found[0] is style:
        return found
    if style not in _SIMPLE_STYLES or len(_SIMPLE) > _MOST_SIMPLE:
        return None
    tags = [letter for letter in "biu" if getattr(style, _FIELDS[letter])]
    opening, closing = "".join(f"<{t}>" for t in tags), "".join(f"</{t}>" for t in reversed(tags))
    made = _SIMPLE[id(style)] = (style, opening, closing)
    return made


_FIELDS = {"b": "bold", "i": "italic", "u": "underline"}
_SIMPLE_STYLES = {
    Style(bold=bold, italic=italic, underline=line)
    for bold in (False, True)
    for italic in (False, True)
    for line in (False, True)
} - {PLAIN}
_MOST_SIMPLE = 100


def render_cue_text(cue: Cue, runs: list[Run], color_class: ColorClasses) -> str:
    """These runs as the cue's text with tags; `color_class` names a colour's class (`bg:` + it behind text).

    Spans are opened in one fixed order, so that text read back and written again stays the same.
    """
    parts: list[str] = []
    open_tags: list[tuple[str, str]] = []
    karaoke = list(cue.karaoke or ())
    offset = 0
    for run in runs:
        wanted = _tags(run, cue.speaker, color_class)
        common = _common(wanted, open_tags)
        for _, end in reversed(open_tags[common:]):
            parts.append(end)
        while karaoke and karaoke[0][0] <= offset:
            parts.append(f"<{format_clock(cue.start + karaoke.pop(0)[1])}>")
        for begin, _ in wanted[common:]:
            parts.append(begin)
        if karaoke:
            karaoke = _add_text(parts, run.text, offset, karaoke, cue.start)
        else:
            parts.append(escape(run.text))
        offset += len(run.text)
        open_tags = wanted
    for _, end in reversed(open_tags):
        parts.append(end)
    parts += [f"<{format_clock(cue.start + tick)}>" for _, tick in karaoke]
    return "".join(parts)


def _common(wanted: list[tuple[str, str]], open_tags: list[tuple[str, str]]) -> int:
    """How many of the open tags stay open; a ruby annotation belongs to one run."""
    common = 0
    for new, old in zip(wanted, open_tags, strict=False):
        if new != old or new[0] == "<ruby>":
            break
        common += 1
    return common


def _add_text(parts: list[str], text: str, offset: int, karaoke: Karaoke, start: int) -> Karaoke:
    """Append a run's text with the inner times that fall in it; returns those still to come."""
    here = [time for time in karaoke if time[0] < offset + len(text)]
    done = 0
    for place, tick in here:
        parts += (escape(text[done : place - offset]), f"<{format_clock(start + tick)}>")
        done = place - offset
    parts.append(escape(text[done:]))
    return karaoke[len(here) :]


def _tags(run: Run, speaker: str | None, color_class: ColorClasses) -> list[tuple[str, str]]:
    style = run.style
    tags: list[tuple[str, str]] = []
    if voice := style.voice or speaker:
        tags.append((f"<v {_annotation(voice)}>", "</v>"))
    if style is PLAIN:
        return tags
    if style.language:
        tags.append((f"<lang {_annotation(style.language)}>", "</lang>"))
    own = color_class.style_class(style)
    if style.classes or style.color or style.background or own:
        classes = [*style.classes, own] if own else list(style.classes)
        if style.color:
            classes.append(color_class[style.color])
        if style.background:
            classes.append(color_class[f"bg:{style.background}"])
        tags.append((f"<c.{'.'.join(dict.fromkeys(classes))}>", "</c>"))
    if style.bold:
        tags.append(("<b>", "</b>"))
    if style.italic:
        tags.append(("<i>", "</i>"))
    if style.underline:
        tags.append(("<u>", "</u>"))
    if style.ruby:
        tags.append(("<ruby>", f"<rt>{escape(style.ruby)}</rt></ruby>"))
    return tags


def _annotation(text: str) -> str:
    return escape(" ".join(text.split()))
