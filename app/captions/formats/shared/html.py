"""HTML pages to captions or lines of text, with libxml2's forgiving parser; nothing is fetched or run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from app.captions.formats.shared.loose_times import LooseTimes
from app.captions.model.colors import parse_color
from app.captions.model.document import PLAIN, Cue, Run, Style
from app.captions.model.runs import edited, joined, text_of
from app.core.errors import CaptionError

MAX_TAGS = 2_000_000
_FLAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "s": "strike",
    "del": "strike",
}
_BLOCKS = frozenset(
    {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "section", "article", "dd", "dt", "blockquote"}
)
_CELLS = ("td", "th")
_UNSEEN = frozenset({"script", "style", "head", "title", "template", "rt", "rp", "noscript"})
_CSS_COLOR = re.compile(r"(?:^|;)\s{0,9}(color|background-color)\s{0,9}:\s{0,9}([^;]{1,40})", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\x1f"
"""Stands for the end of a line among words whose own line ends mean nothing."""
_LOOSE = re.compile(r" +\n *| *\n +|  +")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")


@dataclass(slots=True)
class Page:
    """What a page says: its timed elements as cues, all its text as lines, and the rows of its tables."""

    cues: list[Cue] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    language: str | None = None
    title: str | None = None


def read_page(text: str) -> Page:
    """A page; CaptionError `malformed_html`, or `file_too_large` for more elements than a transcript has."""
    if text.count("<") > MAX_TAGS:
        raise _refuse("file_too_large", "This page has more elements than a transcript can have.")
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise _refuse("malformed_html", f"This page cannot be read: {error}.") from error
    if root is None:
        raise _refuse("malformed_html", "There is nothing in this page.")
    page = _Walk().over(root)
    language, title = root.get("lang", ""), " ".join((root.findtext(".//title") or "").split())
    page.language = language if _LANGUAGE.fullmatch(language) else None
    page.title = title or None
    return page


class _Walk:
    """One pass over the elements: the styles in force, the timed element at hand, the line at hand."""

    def __init__(self) -> None:
        self.page = Page()
        self.times = LooseTimes({})
        self.styles = [PLAIN]
        self.unseen = 0
        self.line: list[str] = []
        self.timed: Any = None
        self.cue: Cue | None = None
        self.rows: list[list[str]] = []
        self.cells: list[list[str]] = []
        """The rows and cells at hand: what stands in a table inside a cell is said there only."""

    def over(self, root: Any) -> Page:
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start":
                self._start(element)
            else:
                self._end(element)
        self._break_line()
        return self.page

    def _start(self, element: Any) -> None:
        tag = element.tag
        self.unseen += tag in _UNSEEN
        self.styles.append(_style(element, self.styles[-1]))
        if tag in _BLOCKS:
            self._break_line()
        if self.cue is None and element.get("data-start") is not None:
            self._open(element)
        if tag == "tr":
            self.rows.append([])
        elif tag in _CELLS:
            self.cells.append([])
            self._say(" ")
        elif tag == "br":
            self._say("\n", spaces=False)
        self._say(element.text)

    def _end(self, element: Any) -> None:
        if element is self.timed:
            self._close()
        self.unseen -= element.tag in _UNSEEN
        self.styles.pop()
        if element.tag == "tr":
            self.page.rows.append(self.rows.pop())
        elif element.tag in _CELLS:
            cell = _cell(self.cells.pop())
            if self.rows:
                self.rows[-1].append(cell)
        if element.tag in _BLOCKS:
            self._break_line()
        self._say(element.tail)

    def _open(self, element: Any) -> None:
        start, end = self.times.read(element.get("data-start")), self.times.read(element.get("data-end"))
        if start is not None:
            end = start if end is None else max(end, start)
            self.timed, self.cue = element, Cue(start, end, speaker=element.get("data-speaker") or None)

    def _close(self) -> None:
        if self.cue is not None:
            self.cue.runs = _tidy(self.cue.runs)
            self.page.cues += [self.cue] if self.cue.runs else []
        self.timed = self.cue = None

    def _say(self, text: str | None, *, spaces: bool = True) -> None:
        if not text or self.unseen:
            return
        words = _SPACES.sub(" ", text) if spaces else text
        self.line.append(words)
        if self.cells:
            self.cells[-1].append(words if spaces else _BREAK)
        if self.cue is not None:
            self.cue.runs.append(Run(words, self.styles[-1]))

    def _break_line(self) -> None:
        words = "".join(self.line)
        self.line = []
        if self.cells:
            self.cells[-1].append(_BREAK)
        self.page.lines += [line.strip() for line in words.split("\n") if line.strip()]


def _cell(parts: list[str]) -> str:
    """The text of a cell, with its line breaks."""
    lines = (" ".join(line.split()) for line in "".join(parts).split(_BREAK))
    return "\n".join(filter(None, lines))


def _style(element: Any, before: Style) -> Style:
    """The style inside an element: what was in force, and what its tag, colours and language add."""
    changes: dict[str, Any] = {}
    tag = element.tag
    if tag in _FLAGS:
        changes[_FLAGS[tag]] = True
    elif tag == "ruby":
        changes["ruby"] = " ".join((element.findtext(".//rt") or "").split()) or None
    for name, value in _CSS_COLOR.findall(element.get("style", "")[:500]):
        color = parse_color(value)
        if color:
            changes["color" if name.lower() == "color" else "background"] = color
    language = element.get("lang", "")
    if tag == "span" and _LANGUAGE.fullmatch(language):
        changes["language"] = language
    return replace(before, **changes) if changes else before


def _tidy(runs: list[Run]) -> list[Run]:
    """The runs without the spaces of the page's layout: doubled, around line breaks, and at the ends."""
    text = text_of(runs)
    edits = [(m.start(), m.end(), "\n" if "\n" in m.group() else " ") for m in _LOOSE.finditer(text)]
    runs = edited(runs, edits) if edits else joined(runs)
    text = text_of(runs)
    begin, stop = len(text) - len(text.lstrip(" \n")), len(text.rstrip(" \n"))
    return edited(runs, [(0, begin, ""), (stop, len(text), "")]) if stop > begin else []


def _refuse(code: str, message: str) -> CaptionError:
    return CaptionError(message, code=code, hint="Save the page again, or copy its text.", rejected=True)
