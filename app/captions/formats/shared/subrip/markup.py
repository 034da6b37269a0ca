"""The tags people put in SubRip text: `<i> <b> <u> <s> <font color size face>`, `{\\an8}` and entities.

No standard defines them; this is what players agree on. Anything that is not one of them stays text.
The pattern is linear: every repeat is bounded and no two of them can match the same characters.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import lru_cache

from app.captions.model.colors import parse_color
from app.captions.model.document import PLAIN, Placement, Run, Style
from app.captions.model.numpad import from_legacy, from_numpad
from app.captions.model.run_builder import MAX_RUNS, RunBuilder, interned

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[biusBIUS]|[fF][oO][nN][tT]|[bB][rR])(?P<rest>|[\s/][^<>]{0,300})>"
    r"|\{\\(?P<override>[^{}\n]{1,300})\}"
    r"|&(?P<entity>amp|lt|gt|nbsp|quot|apos|lrm|rlm|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});"
)
_SPACED_TAG = re.compile(
    r"<[ \t]{0,3}(/?)[ \t]{0,3}([biusBIUS]|[bB][rR]|[fF][oO][nN][tT](?:[ \t][^<>]{0,300}?)?)[ \t]{0,3}>"
)
_ITALIC = re.compile(r"([^<>{&]*)<i>([^<>{&]*)</i>([^<>{&]*)\Z")
_ATTRIBUTE = re.compile(
    r"(color|size|face)\s{0,9}=\s{0,9}(\"[^\"]{0,99}\"|'[^']{0,99}'|[^\s\"'>]{1,99})", re.I
)
_CODE = re.compile(r"(an|a|i|b|u|s|1c|c|r)(&H[0-9A-Fa-f]{1,8}&?|\d{0,4})\Z")
_OVERRIDE = re.compile(r"\{\\([^{}\n]{1,300})\}")
_IN_PARENTHESES = re.compile(r"\([^()]{0,300}\)?")
_CODE_NAME = re.compile(r"[1-4]?[a-z]{1,8}", re.IGNORECASE)
_FONT_TAG = re.compile(r"<font\b([^<>]{1,300})>", re.IGNORECASE)
_ANY_ATTRIBUTE = re.compile(
    r"([a-z-]{1,20})\s{0,9}=\s{0,9}(\"[^\"]{0,99}\"|'[^']{0,99}'|[^\s\"'>]{1,99})", re.IGNORECASE
)
_FLAGS = {"i": "italic", "b": "bold", "u": "underline", "s": "strike"}
_OPENING = {f"<{letter}>": frozenset({flag}) for letter, flag in _FLAGS.items()}
_CLOSING = {f"</{letter}>": frozenset({flag}) for letter, flag in _FLAGS.items()}

ITALIC = interned(Style(italic=True))
Fonts = tuple[str | None, int | None, str | None]
"""Colour, size and face, the three things a `<font>` tag sets."""

_NO_FONT: Fonts = (None, None, None)


@lru_cache(maxsize=4096)
def make_style(
    flags: frozenset[str],
    color: str | None = None,
    size: int | None = None,
    face: str | None = None,
    background: str | None = None,
) -> Style:
    """One shared object for equal styles; `flags` are from italic, bold, underline, strike."""
    return interned(
        Style(
            italic="italic" in flags,
            bold="bold" in flags,
            underline="underline" in flags,
            strike="strike" in flags,
            color=color,
            size=size,
            font=face,
            background=background,
        )
    )


def parse_markup(text: str) -> tuple[list[Run], Placement | None]:
    """Text with tags as styled runs, and the place a `{\\an}` names (None when it names none).

    Unclosed tags end with the cue; unknown tags stay text. CaptionError too_many_tags past the cap.
    """
    if plain := _ITALIC.match(text):  # nearly all tags that there are
        before, inside, after = plain.groups()
        runs = [Run(before)] if before else []
        runs += [Run(inside, ITALIC)] if inside else []
        return ([*runs, Run(after)] if after else runs), None
    if "< " in text or "/ " in text or " >" in text:
        text = _without_blanks(text)
    first = _TOKEN.search(text) if "<" in text or "{" in text or "&" in text else None
    if first is None:
        return ([Run(text)] if text else []), None
    return _Parser().parse(text, first.start())


def unread_markup(text: str) -> list[str]:
    """What tags of a whole file say that is not read, by name, with how often it comes if more than once."""
    found: Counter[str] = Counter()
    for codes in _OVERRIDE.findall(text) if "{\\" in text else ():
        for code in filter(None, map(str.strip, _IN_PARENTHESES.sub("", codes).split("\\"))):
            if not _CODE.match(code) and (name := _CODE_NAME.match(code)):
                found[f"\\{name[0]}"] += 1
    for attributes in _FONT_TAG.findall(text) if "<font" in text or "<FONT" in text else ():
        for name, value in _ANY_ATTRIBUTE.findall(attributes):
            known = name.lower() in ("color", "face") or value.strip("\"'").endswith("%")
            if not known:
                found[f"<font {name.lower()}>"] += 1
    return [name if count == 1 else f"{name} ({count} times)" for name, count in sorted(found.items())]


def _without_blanks(text: str) -> str:
    """The text with tags as `<i>` that a translation program has spread to `< i >`, if one closes."""
    found = [match.groups() for match in _SPACED_TAG.finditer(text)]
    kinds = [closing for closing, tag in found if tag.lower() != "br"]
    paired = "" in kinds and "/" in kinds[kinds.index("") :] if kinds else bool(found)
    return _SPACED_TAG.sub(r"<\1\2>", text) if paired else text


class _Parser:
    """One pass over the tokens of one cue."""

    def __init__(self) -> None:
        self.built = RunBuilder()
        self.flags: frozenset[str] = frozenset()
        self.fonts: list[Fonts] = [_NO_FONT]
        self.placement: Placement | None = None

    def parse(self, text: str, start: int) -> tuple[list[Run], Placement | None]:
        position, style, add = 0, PLAIN, self.built.add
        for match in _TOKEN.finditer(text, start):
            first, last = match.span()
            add(text[position:first], style)
            position = last
            token = match[0]
            if token in _OPENING:  # nearly all of them
                self.flags |= _OPENING[token]
            elif token in _CLOSING:
                self.flags -= _CLOSING[token]
            elif entity := match["entity"]:
                add(html.unescape(f"&{entity};"), style)
            elif override := match["override"]:
                self._override(override)
            else:
                self._tag(match)
            style = self._style()
        add(text[position:], style)
        return self.built.runs(), self.placement

    def _style(self) -> Style:
        fonts = self.fonts[-1]
        return make_style(self.flags, *fonts) if self.flags or fonts is not _NO_FONT else PLAIN

    def _tag(self, match: re.Match[str]) -> None:
        tag = match["tag"].lower()
        if tag == "br":
            self.built.add("\n", self._style())
        elif tag == "font":
            self._font(bool(match["close"]), match["rest"])
        elif match["close"]:
            self.flags -= {_FLAGS[tag]}
        else:
            self.flags |= {_FLAGS[tag]}

    def _font(self, close: bool, attributes: str) -> None:
        if close:
            if len(self.fonts) > 1:
                self.fonts.pop()
            return
        if len(self.fonts) > MAX_RUNS:
            return
        color, size, face = self.fonts[-1]
        for name, raw in _ATTRIBUTE.findall(attributes):
            value = raw.strip("\"'")
            if name.lower() == "color":
                color = parse_color(value) or color
            elif name.lower() == "face":
                face = html.unescape(value)
            elif value.rstrip("%").isdecimal() and value.endswith("%"):
                size = int(value[:-1][:4])
        self.fonts.append((color, size, face))

    def _override(self, codes: str) -> None:
        for code in codes.split("\\"):
            match = _CODE.match(code.strip())
            if match is not None:
                self._code(match[1], match[2])

    def _code(self, name: str, value: str) -> None:
        if name == "an" and value.isdecimal():
            self.placement = from_numpad(int(value))
        elif name == "a" and value.isdecimal():
            self.placement = from_legacy(int(value))
        elif name in _FLAGS:
            on = value not in ("", "0")
            self.flags = self.flags | {_FLAGS[name]} if on else self.flags - {_FLAGS[name]}
        elif name == "r":
            self.flags, self.fonts = frozenset(), [_NO_FONT]
        elif name in ("c", "1c"):
            _, size, face = self.fonts[-1]
            self.fonts[-1] = (bgr_color(value), size, face)


def bgr_color(value: str) -> str | None:
    """`&HBBGGRR&` of SubStation Alpha as `#rrggbb`; None when there is no value."""
    digits = value.strip("&Hh").zfill(6)[-6:]
    return f"#{digits[4:6]}{digits[2:4]}{digits[0:2]}".lower() if value else None


def render_markup(runs: list[Run]) -> str:
    """Runs as text with tags, each tag opened and closed around the stretch that has it."""
    if len(runs) == 1 and runs[0].style is PLAIN:
        return escape(runs[0].text)
    parts: list[str] = []
    open_tags: list[tuple[str, str]] = []
    for run in runs:
        wanted = _tags(run.style)
        interned = 0
        while interned < min(len(wanted), len(open_tags)) and wanted[interned] == open_tags[interned]:
            interned += 1
        parts += [close for _, close in reversed(open_tags[interned:])]
        parts += [start for start, _ in wanted[interned:]]
        text = escape(run.text)
        parts.append(_LIKE_A_TAG.sub("&lt;", text))
        open_tags = wanted
    parts += [close for _, close in reversed(open_tags)]
    return "".join(parts)


_LIKE_A_TAG = re.compile(r"<(?=[A-Za-z/])(?![^<>]*>)")
"""A bracket that the bracket of a real tag behind it would complete to a tag."""


@lru_cache(maxsize=4096)
def _tags(style: Style) -> list[tuple[str, str]]:
    tags: list[tuple[str, str]] = []
    attributes = ""
    if style.color:
        attributes += f' color="{style.color}"'
    if style.size is not None:
        attributes += f' size="{style.size}%"'
    if style.font:
        attributes += f' face="{html.escape(style.font)}"'
    if attributes:
        tags.append((f"<font{attributes}>", "</font>"))
    for letter, name in _FLAGS.items():
        if getattr(style, name):
            tags.append((f"<{letter}>", f"</{letter}>"))
    return tags


def escape(text: str) -> str:
    """Text that would read as a tag or an entity, with its first character as an entity."""
    if "<" not in text and "{\\" not in text and "&" not in text:
        return text
    return _TOKEN.sub(lambda match: _ESCAPES[match[0][0]] + match[0][1:], text)


_ESCAPES = {"<": "&lt;", "{": "&#123;", "&": "&amp;"}
