"""Text inside a paragraph: white space, line breaks, ruby, and the runs they make."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from app.captions.formats.ttml.scope import Scope
from app.captions.formats.ttml.styles import ComputedStyle
from app.captions.model.document import Run, Style

_SPACES = re.compile(r"[ \t\r\n]+")
_FOLDED = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
BREAK = "\n"


class Fragment(NamedTuple):
    """A stretch of text (or a line break), when it is there in ticks, and its style without animations."""

    begin: int
    end: int
    text: str
    computed: ComputedStyle
    scope: Scope
    line_break: bool = False
    ruby: str | None = None


class Piece(NamedTuple):
    """A fragment that is on the screen, with its style settled."""

    text: str
    style: Style
    preserve: bool
    line_break: bool


def piece(fragment: Fragment, computed: ComputedStyle, language: str | None, voice: str | None) -> Piece:
    """The fragment in the style it has at one moment; `voice` when it has another speaker than its cue."""
    style = computed.style(language)
    if fragment.ruby is not None or voice is not None:
        style = replace(style, ruby=fragment.ruby, voice=voice)
    return Piece(fragment.text, style, fragment.scope.preserve, fragment.line_break)


def runs(pieces: list[Piece]) -> list[Run]:
    """Pieces as runs, white space treated as xml:space says (TTML2, section 8.1.4).

    "default" collapses white space and drops it around line breaks; "preserve" keeps it, line feeds too.
    """
    made: list[tuple[Style, list[str]]] = []
    at_gap = True  # a space here would follow a space, a line break, or nothing
    loose = False  # the last text ends in a space that a line break would swallow
    for text, style, preserve, line_break in pieces:
        if line_break:
            if loose:
                _trim(made)
            text, at_gap, loose = BREAK, True, False
        elif preserve:
            text = text.replace("\r", "")
            if not text:
                continue
            at_gap, loose = text.endswith(BREAK), False
        else:
            text = _folded(text)
            if at_gap and text.startswith(" "):
                text = text[1:]
            if not text:
                continue
            at_gap = loose = text.endswith(" ")
        if made and (made[-1][0] is style or made[-1][0] == style) and style.ruby is None:
            made[-1][1].append(text)
        else:
            made.append((style, [text]))
    if loose:
        _trim(made)
    return [Run("".join(texts), style) for style, texts in made]


def _trim(made: list[tuple[Style, list[str]]]) -> None:
    """Drop the space at the end; texts are collapsed, so there is one, and none before it."""
    texts = made[-1][1]
    texts[-1] = texts[-1][:-1]
    if not "".join(texts[-2:]):
        made.pop()


def collapsed(text: str | None) -> str:
    """The text between two line breaks, white space collapsed as "default" wants it."""
    return _folded(text).strip(" ") if text else ""


def _folded(text: str) -> str:
    """The text with each stretch of white space as one space; nearly all text is so already."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        return _FOLDED.sub(" ", text)
    return text


def flat(text: str) -> str:
    """Text on one line, as a ruby annotation is."""
    return _SPACES.sub(" ", text).strip()
