"""The text of a Word document, streamed: rows of tables and lines of text, with the styles of their runs.

Source: ECMA-376 part 1, WordprocessingML: `w:tbl/w:tr/w:tc`, `w:p`, `w:r` with `w:rPr`, `w:t`, `w:br`,
`w:tab`. No tree is built, so neither the size of the document nor the depth to which it is nested matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from app.captions.model.document import PLAIN, Run, Style
from app.captions.model.runs import joined, slices, text_of
from app.core.errors import CaptionError

_WORD = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
_FLAGS = {"b": "bold", "i": "italic", "u": "underline", "strike": "strike"}
_OFF = ("0", "false", "off", "none")
_WINGDINGS_ARROW = "F0E0"
"""What word processors make of “-->”."""
_NO_COLORS = ("auto", "000000")
_HEX = frozenset("0123456789abcdef")
_MOST_COLUMNS = 64
_LONGEST_MERGED = 1000
"""Letters that stand in each of the cells made one; more are no caption, and stand in the first."""


class RichText(str):
    """A text with the styles of its runs."""

    __slots__ = ("runs",)
    runs: list[Run]

    def __new__(cls, runs: Sequence[Run]) -> RichText:
        """The text of these runs."""
        made = super().__new__(cls, text_of(runs))
        made.runs = joined(runs)
        return made


class Story(ContentHandler):
    """Collects `tables` (of rows), `lines` (of the text outside tables), and `everything` (all lines).

    A cell that is merged over several columns or rows stands in each of them, as the same object.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[RichText]]] = []
        self.lines: list[RichText] = []
        self.everything: list[RichText] = []
        self._tables = 0
        self._row: list[RichText] = []
        self._above: list[RichText] = []
        self._cell: list[Run] = []
        self._columns, self._goes_on = 1, False
        self._paragraph: list[Run] = []
        self._in_run = self._in_text = False
        self._look: dict[str, Any] = {}
        self._style = PLAIN

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:  # noqa: D102
        if name[0] not in _WORD:
            return
        tag = name[1]
        if tag == "tbl":
            self._tables += 1
            if self._tables == 1:
                self.tables.append([])
                self._above = []
        elif tag == "tr" and self._tables == 1:
            self._row = []
        elif tag == "tc" and self._tables == 1:
            self._cell, self._columns, self._goes_on = [], 1, False
        elif tag in ("gridSpan", "vMerge") and self._tables == 1:
            self._merge(tag, next((value for key, value in attrs.items() if key[1] == "val"), ""))
        elif tag == "p":
            self._paragraph = []
        elif tag == "r":
            self._in_run, self._look = True, {}
        elif self._in_run:
            self._in_a_run(tag, {key[1]: value for key, value in attrs.items()})

    def _merge(self, tag: str, value: str) -> None:
        if tag == "vMerge":
            self._goes_on = value != "restart"
        elif value.isdecimal() and len(value) < 4:
            self._columns = min(max(int(value), 1), _MOST_COLUMNS)

    def _in_a_run(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "").lower()
        if tag == "t":
            self._in_text, self._style = True, Style(**self._look) if self._look else PLAIN
        elif tag in ("br", "cr") and attributes.get("type", "textWrapping") == "textWrapping":
            self._paragraph.append(Run("\n", Style(**self._look) if self._look else PLAIN))
        elif tag in ("tab", "noBreakHyphen"):
            self._paragraph.append(Run("\t" if tag == "tab" else "-"))
        elif tag == "sym" and attributes.get("char", "").upper() == _WINGDINGS_ARROW:
            self._paragraph.append(Run("→"))
        elif tag in _FLAGS:
            self._look[_FLAGS[tag]] = value not in _OFF
        elif tag == "color" and value not in _NO_COLORS:
            self._look["color"] = _color(value)
        elif tag == "shd":
            self._look["background"] = _color(attributes.get("fill", "").lower())

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: D102
        if name[0] not in _WORD:
            return
        tag = name[1]
        if tag == "t":
            self._in_text = False
        elif tag == "r":
            self._in_run = False
        elif tag == "p":
            self._end_paragraph()
        elif tag == "tc" and self._tables == 1:
            at = len(self._row)
            merged = self._goes_on and not self._cell and at < len(self._above)
            cell = self._above[at] if merged else RichText(self._cell)
            long = len(cell) > _LONGEST_MERGED
            cell = RichText([]) if merged and long else cell
            self._row += [cell, *[RichText([]) if long else cell] * (self._columns - 1)]
        elif tag == "tr" and self._tables == 1:
            self.tables[-1].append(self._row)
            self._above = self._row
        elif tag == "tbl":
            self._tables -= 1

    def _end_paragraph(self) -> None:
        paragraph, self._paragraph = self._paragraph, []  # one inside another is not said with both
        self.everything.append(RichText(paragraph))
        if not self._tables:
            self.lines.append(RichText(paragraph))
            return
        if self._cell and paragraph:
            self._cell.append(Run("\n", self._cell[-1].style))
        self._cell += paragraph

    def characters(self, content: str) -> None:  # noqa: D102
        if self._in_text:
            self._paragraph.append(Run(content, self._style))


def cells_of(line: RichText) -> list[RichText]:
    """A line as the cells that tabs make of it, each with its styles."""
    ranges: list[tuple[int, int]] = []
    begin = 0
    for part in line.split("\t"):
        ranges.append((begin, begin + len(part)))
        begin += len(part) + 1
    return [RichText(runs) for runs in slices(line.runs, ranges)]


def read_story(stream: IO[bytes]) -> Story:
    """The rows and lines of `word/document.xml`; CaptionError `malformed_docx` or `doctype_refused`."""
    story = Story()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(story)
    try:
        parser.parse(stream)
    except SAXParseException as error:
        raise _refuse("malformed_docx", f"This Word document cannot be read: {error}.") from error
    except DefusedXmlException as error:
        raise _refuse("doctype_refused", "A part of this Word document has a DOCTYPE.") from error
    return story


def _color(value: str) -> str | None:
    return "#" + value if len(value) == 6 and set(value) <= _HEX else None


def _refuse(code: str, message: str) -> CaptionError:
    return CaptionError(message, code=code, hint="Save it again with a word processor.", rejected=True)
