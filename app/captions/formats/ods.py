"""OpenDocument spreadsheets (.ods, .fods): the first sheet with captions, a table as in Excel workbooks.

Source: OpenDocument 1.3 part 3, section 9 (tables): rows and cells may be repeated or cover others, and say
their value beside the text that is shown. Read as a stream, after the archive has been checked
(`formats.shared.zip_guard`): neither the size nor the depth of the file matters. An `.fods` is the same XML
without an archive.
"""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.loose_times import TIME_UNIT
from app.captions.formats.shared.table_headings import Cell
from app.captions.formats.shared.tables import TEXT_COLUMN
from app.captions.formats.shared.zip_guard import open_office, read_member
from app.captions.formats.xlsx import LONGEST_MERGED, MOST_COLUMNS, read_sheets
from app.captions.model.document import Document
from app.captions.model.option import Options
from app.core.errors import CaptionError

_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_CELLS = ("table-cell", "covered-table-cell")
_DURATION = re.compile(r"PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6}(?:\.[0-9]{1,9})?)S)?")
_TIME_OF_DAY = re.compile(r"1899-12-30T([0-9]{2}):([0-9]{2}):([0-9]{2}(?:\.[0-9]{1,9})?)")
"""How some programs keep a time of day: on the day that their calendar begins with."""
_MOST_REPEATED = 100
"""Rows with words that are given as one; nobody repeats a caption as often."""
_MOST_SPACES = 1000


def read(data: bytes, options: Options) -> Document:
    """A spreadsheet as a document; CaptionError from the archive check, `malformed_ods`, `no_times`."""
    sheets = _sheets(data)
    return read_sheets(lambda: (iter(sheet) for sheet in sheets), options, "spreadsheet")


def _sheets(data: bytes) -> list[list[tuple[Cell, ...]]]:
    from defusedxml import DefusedXmlException
    from defusedxml.sax import make_parser

    if data.startswith(b"PK"):
        with open_office(data, "content.xml", "OpenDocument spreadsheet") as archive:
            data = read_member(archive, "content.xml")
    content = _Content()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(content)
    try:
        parser.parse(io.BytesIO(data))
    except (SAXParseException, DefusedXmlException, LookupError, ValueError) as error:
        raise CaptionError(
            f"This OpenDocument spreadsheet cannot be read: {str(error)[:200]}.",
            code="malformed_ods",
            hint="Open it in a spreadsheet program and save it again as .ods, or as CSV.",
            rejected=True,
        ) from error
    return content.sheets


class _Content(ContentHandler):
    """Collects `sheets` of rows; what a merged cell holds stands in each that it covers."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[list[tuple[Cell, ...]]] = []
        self._row: list[Cell] = []
        self._rows = self._columns = 1
        self._covered: dict[int, tuple[Cell, int]] = {}
        """By column: what a cell further up or left says there too, and in how many more rows."""
        self._said: dict[str, str] = {}
        self._paragraphs: list[str] = []
        self._words: list[str] | None = None
        self._notes = 0

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:
        space, tag = name
        if space == _OFFICE and tag == "annotation":
            self._notes += 1
        elif space == _TEXT and not self._notes:
            self._start_text(tag, attrs)
        elif space == _TABLE:
            said = {key[1]: value for key, value in attrs.items()}
            if tag == "table":
                self.sheets.append([])
                self._covered = {}
            elif tag == "table-row":
                self._row, self._rows = [], _count(said.get("number-rows-repeated"))
            elif tag in _CELLS:
                self._said, self._paragraphs = said, []
                self._columns = _count(said.get("number-columns-repeated"))

    def _start_text(self, tag: str, attrs: Any) -> None:
        if tag == "p":
            self._words = []
        elif self._words is not None:
            count = next((value for key, value in attrs.items() if key[1] == "c"), None)
            signs = {"s": " " * min(_count(count), _MOST_SPACES), "tab": "\t", "line-break": "\n"}
            self._words.append(signs.get(tag, ""))

    def characters(self, content: str) -> None:
        if self._words is not None and not self._notes:
            self._words.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        space, tag = name
        if space == _OFFICE and tag == "annotation":
            self._notes -= 1
        elif space == _TEXT and tag == "p" and not self._notes:
            self._paragraphs.append("".join(self._words or ()))
            self._words = None
        elif space == _TABLE and tag in _CELLS:
            self._end_cell(covered=tag == "covered-table-cell")
        elif space == _TABLE and tag == "table-row" and self.sheets:
            self._end_row()

    def _end_cell(self, covered: bool) -> None:
        at, room = len(self._row), MOST_COLUMNS - len(self._row)
        if room < 1:
            return
        if covered:
            places = range(at, at + min(self._columns, room))
            self._row += [self._covered.get(place, (None, 0))[0] for place in places]
            return
        cell = _value(self._said, "\n".join(self._paragraphs))
        if isinstance(cell, str) and len(cell) > LONGEST_MERGED:
            self._row.append(cell)  # no caption: it stands in the first of its cells only
            self._row += [None] * min(self._columns - 1, room - 1)
            return
        across, down = (_count(self._said.get(f"number-{way}-spanned")) for way in ("columns", "rows"))
        self._row += [cell] * min(self._columns, room)
        if across > 1 or down > 1:
            self._covered |= dict.fromkeys(range(at, min(at + across, MOST_COLUMNS)), (cell, down))

    def _end_row(self) -> None:
        row = tuple(self._row)
        filled = any(cell is not None for cell in row)
        self.sheets[-1] += [row if filled else ()] * (min(self._rows, _MOST_REPEATED) if filled else 1)
        left = {column: (cell, rows - self._rows) for column, (cell, rows) in self._covered.items()}
        self._covered = {column: said for column, said in left.items() if said[1] > 0}


def _count(said: str | None) -> int:
    return max(int(said), 1) if said and said.isdecimal() and len(said) < 8 else 1


def _value(said: dict[str, str], shown: str) -> Cell:
    """What a cell holds: a time, a number, or the text that is shown; None when it is empty."""
    if match := _DURATION.fullmatch(said.get("time-value", "")) or _TIME_OF_DAY.match(
        said.get("date-value", "")
    ):
        hours, minutes, seconds = (float(part or 0) for part in match.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if said.get("value-type") in ("float", "percentage"):
        try:
            number = float(said.get("value", ""))
        except ValueError:
            return shown or None
        return int(number) if number.is_integer() else number
    return shown or said.get("string-value") or None


def sniff(head: Head) -> float:
    """Sure by the type that stands first in the archive, or that a file of XML alone names."""
    if head.data.startswith(b"PK\x03\x04"):
        return 1.0 if _TYPE in head.data[:200] else 0.6 if head.file_name.lower().endswith(".ods") else 0.0
    return 1.0 if b"<office:document" in head.data[:8192] and _TYPE in head.data[:8192] else 0.0


FORMAT = CaptionFormat(
    id="ods",
    name="OpenDocument spreadsheet",
    extensions=(".ods", ".fods"),
    media_type=_TYPE.decode(),
    read=read,
    sniff=sniff,
    binary=True,
    frame_based=True,
    decode_options=(TIME_UNIT, TEXT_COLUMN),
    keeps=("times in milliseconds or frames", "text and line breaks", "who speaks"),
    loses=("all styles and colours", "placement"),
    aliases=("ODS", "LibreOffice Calc"),
)
