"""Excel workbooks (.xlsx): the first sheet with captions, a table of Number, Start, End, Speaker and Text.

Read and written with openpyxl, after the archive has been checked (`formats.shared.zip_guard`). Cells may
hold texts, numbers, times of day or durations. Texts are written as texts: no caption runs as a formula.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from app.captions.formats.base import CaptionFormat, Head
from app.captions.formats.shared.loose_times import TIME_FORMAT, TIME_UNIT, no_times
from app.captions.formats.shared.office_zip import without_timestamps
from app.captions.formats.shared.subrip.pasted import is_caption_file, read_pasted
from app.captions.formats.shared.table_headings import Cell
from app.captions.formats.shared.tables import (
    COLUMNS,
    ROWS_SEARCHED,
    TEXT_COLUMN,
    evidence,
    read_table,
    table_rows,
)
from app.captions.formats.shared.zip_guard import open_office
from app.captions.model.document import Document
from app.captions.model.losses import Losses
from app.captions.model.option import Options
from app.core.errors import CaptionError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_COLUMNS = 20
MOST_ROWS = 1_048_576
"""The most rows that a sheet can have; without a bound openpyxl would count up to any row number stated."""
_MOST_SHEETS, _MOST_READ = 100, 10
"""Sheets that are looked at, and those of them that are read until one has captions."""
_MOST_PASTED = 200_000
"""Rows in which a pasted file is looked for."""
_WIDTHS = (8, 14, 14, 18, 70)
_MERGED = re.compile(
    rb"<(?:\w{1,9}:)?mergeCell\s{1,9}ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)
_LONGEST_SAID = 80
"""Bytes; more than the pattern of a merged cell takes."""
LONGEST_MERGED = 1000
"""Letters that stand in each of the cells made one; more are no caption, and stand in the first."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read(data: bytes, options: Options) -> Document:
    """A workbook as a document; CaptionError from the archive check, `malformed_xlsx`, `no_times`."""
    open_office(data, "xl/workbook.xml", "Excel workbook").close()
    return read_sheets(lambda: _sheets(data), options, "workbook")


Sheets = Callable[[], Iterator[Iterator[tuple[Cell, ...]]]]
"""The rows of every sheet, from the first one at every call."""


def read_sheets(sheets: Sheets, options: Options, kind: str) -> Document:
    """The captions of the sheet that looks most like a table of them, or was pasted from a caption file."""
    refused: CaptionError | None = None
    looks = [evidence(list(islice(rows, ROWS_SEARCHED))) for rows in sheets()]
    for index in sorted(range(len(looks)), key=lambda index: -looks[index])[:_MOST_READ]:
        try:
            document = read_table(next(islice(sheets(), index, None)), options, kind)
        except CaptionError as error:
            if error.code != "no_times":
                raise
            refused = error
        else:
            if document.cues:
                return document
    if (pasted := _pasted(sheets, options)) is not None:
        return pasted
    raise refused or no_times(kind)


def _pasted(sheets: Sheets, options: Options) -> Document | None:
    """The captions of a SubRip or WebVTT file that was pasted into the cells of a sheet."""
    for rows in sheets():
        cells = (
            next((str(cell) for cell in row if cell is not None), "") for row in islice(rows, _MOST_PASTED)
        )
        text = "\n".join(cells)
        if is_caption_file(text) and (document := read_pasted(text, options)).cues:
            return document
    return None


def _sheets(data: bytes) -> Iterator[Iterator[tuple[Cell, ...]]]:
    """The rows of every sheet; whatever openpyxl makes of a damaged file is one error of ours."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets[:_MOST_SHEETS]:
            yield _filled(_rows(sheet), data, getattr(sheet, "_worksheet_path", ""))
    except CaptionError:
        raise
    except Exception as error:
        raise _malformed(error) from error


class _Merged(NamedTuple):
    """Cells that were made one: the first and last row, counted from 1, and columns, from 0."""

    top: int
    bottom: int
    left: int
    right: int


def _merged_cells(data: bytes, part: str) -> list[_Merged]:
    """The merged cells of a sheet, by its part in the archive, in which they stand behind all rows."""
    from openpyxl.utils import column_index_from_string

    found: set[tuple[bytes, ...]] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if part not in archive.namelist():
            return []
        with archive.open(part) as stream:
            rest = b""
            while chunk := stream.read(1 << 20):
                found.update(_MERGED.findall(rest + chunk))
                rest = chunk[-_LONGEST_SAID:]
    made = [
        _Merged(int(top), int(bottom), *(column_index_from_string(name.decode()) - 1 for name in names))
        for first, top, last, bottom in found
        if max(map(len, names := (first, last))) < 3
    ]
    return sorted(each for each in made if each.left < MOST_COLUMNS and each.left <= each.right)


def _filled(rows: Iterator[tuple[Cell, ...]], data: bytes, part: str) -> Iterator[tuple[Cell, ...]]:
    """The rows of a sheet, with what a merged cell holds in every cell that it covers, as the same object.

    Merged cells never overlap: of those that do, the first is taken, so that a row has only a few.
    """
    waiting, open_cells = _merged_cells(data, part)[::-1], list[tuple[_Merged, Cell]]()
    for number, row in enumerate(rows, 1):
        open_cells = [each for each in open_cells if each[0].bottom >= number]
        while waiting and waiting[-1].top <= number:
            cell = waiting.pop()
            if not any(other.left <= cell.right and cell.left <= other.right for other, _ in open_cells):
                open_cells.append((cell, row[cell.left] if cell.left < len(row) else None))
        if open_cells:
            cells = list(row)
            for each, value in open_cells:
                if not isinstance(value, str) or len(value) <= LONGEST_MERGED:
                    cells[each.left : each.right + 1] = [value] * len(cells[each.left : each.right + 1])
            row = tuple(cells)
        yield row


def _rows(sheet: Any) -> Iterator[tuple[Cell, ...]]:
    try:
        yield from sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    except CaptionError:
        raise
    except Exception as error:
        raise _malformed(error) from error


def _malformed(error: Exception) -> CaptionError:
    return CaptionError(
        f"This Excel workbook cannot be read: {str(error)[:200] or type(error).__name__}.",
        code="malformed_xlsx",
        hint="Open it in a spreadsheet program and save it again as .xlsx, or as CSV.",
        rejected=True,
    )


def write(document: Document, options: Options, losses: Losses) -> bytes:
    """The document as a workbook with one sheet."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Captions")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)

    def cell(text: str, number: int) -> Any:
        made = WriteOnlyCell(sheet, value=None)
        made.value, made.data_type = _legal(text, number, losses), "s"
        made.alignment = wrapped
        return made

    _keep_in_memory(sheet)
    head = [WriteOnlyCell(sheet, value=name) for name in COLUMNS]
    for item in head:
        item.font = bold
    sheet.append(head)
    for number, start, end, speaker, text in table_rows(document, options, losses):
        at = int(number)
        sheet.append([at, start, end, cell(speaker, at) if speaker else None, cell(text, at)])
    return without_timestamps(_saved(book))


class _Archive(zipfile.ZipFile):
    """Takes in what a sheet has written into memory."""

    def write(self, filename: Any, arcname: Any = None, *more: Any, **said: Any) -> None:
        self.writestr(arcname, filename.getvalue())


def _keep_in_memory(sheet: Any) -> None:
    """Let the rows of a sheet go into memory: a guarded child can write no file, as openpyxl would."""
    from openpyxl.worksheet._writer import WorksheetWriter

    sheet._writer = WorksheetWriter(sheet, out=io.BytesIO())
    sheet._writer.cleanup = lambda: None
    sheet._writer.write_top()


def _saved(book: Any) -> bytes:
    from openpyxl.writer.excel import ExcelWriter

    out = io.BytesIO()
    ExcelWriter(book, _Archive(out, "w", zipfile.ZIP_DEFLATED)).save()
    return out.getvalue()


def _legal(text: str, number: int, losses: Losses) -> str:
    """The text without characters that a workbook cannot hold."""
    if not _ILLEGAL.search(text):
        return text
    losses.add("character", "Characters that a workbook cannot hold", cue=number)
    return _ILLEGAL.sub("\ufffd", text)


def sniff(head: Head) -> float:
    """Sure by the names of parts in the first bytes of the archive, likely by the file name."""
    if not head.data.startswith(b"PK\x03\x04"):
        return 0.0
    if b"xl/" in head.data or b"spreadsheetml" in head.data:
        return 1.0
    return 0.6 if head.file_name.lower().endswith(".xlsx") else 0.0


FORMAT = CaptionFormat(
    id="xlsx",
    name="XLSX",
    extensions=(".xlsx",),
    media_type=MEDIA_TYPE,
    read=read,
    write=write,
    sniff=sniff,
    binary=True,
    frame_based=True,
    decode_options=(TIME_UNIT, TEXT_COLUMN),
    encode_options=(TIME_FORMAT,),
    keeps=("times in milliseconds or frames", "text and line breaks", "who speaks"),
    loses=("all styles and colours", "placement"),
    aliases=("Excel workbook", "Excel"),
)
